import type { DemoForge } from '../forge/demo-forge.ts';

/** Has every repository of the forge tell `url` of everything, signed with `secret`. */
export function installDemoHooks(
  forge: Pick<DemoForge, 'createHook' | 'listRepositories'>,
  { url, secret }: { url: string; secret: string },
): void {
  for (const repository of forge.listRepositories()) forge.createHook({ repository, url, secret });
}
