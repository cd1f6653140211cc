import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoForge, startDemoForge } from '../../demo/forge/demo-forge.ts';
import type { ForgeCall, ForgeReady, ForgeReply } from './forge-link.ts';

// The demo forge in a separate process. The first argument is the address that gets its deliveries.

const [, , hookUrl = ''] = process.argv;
const directory = mkdtempSync(join(tmpdir(), 'afterpush-chaos-forge-'));
const forge = await startDemoForge({ directory, hourlyRateLimit: 1_000_000_000 });
forge.createAccount({ login: 'acme', tokens: ['token-of-acme'] });
for (const login of ['ada', 'grace']) forge.createAccount({ login, tokens: [`token-of-${login}`] });
const repositories: string[] = [];
for (const name of ['store', 'search', 'billing', 'site']) {
  const repository = `acme/${name}`;
  await forge.createRepository({ owner: 'acme', name });
  await forge.commit(repository, [{ branch: 'main', files: { 'README.md': '# App\n' } }]);
  for (const login of ['ada', 'grace']) forge.allowPush(repository, login);
  forge.createHook({ repository, url: hookUrl, secret: 'secret-of-the-hook' });
  repositories.push(repository);
}
forge.protect('acme/store', { approvals: 1, checks: ['test'] });
forge.protect('acme/search', { checks: ['test', 'build'] });

async function reply({ id, method, args }: ForgeCall): Promise<ForgeReply> {
  const call = forge[method] as (...values: unknown[]) => unknown;
  try {
    return { id, result: await call(...args) };
  } catch (error) {
    return { id, error: String(error) };
  }
}

process.on('message', (call: ForgeCall) => void reply(call).then((sent) => process.send?.(sent)));
process.on('disconnect', () => process.exit(0));
const { apiBaseUrl, webBaseUrl } = forge satisfies DemoForge;
process.send?.({ apiBaseUrl, webBaseUrl, repositories } satisfies ForgeReady);
