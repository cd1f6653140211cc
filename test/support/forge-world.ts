import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoForge, startDemoForge } from '../../demo/forge/demo-forge.ts';

/** The token that Afterpush uses, and one of a person who opens pull requests. */
export const ownerToken = 'token-of-ada';
export const otherToken = 'token-of-grace';

export interface ForgeWorld extends AsyncDisposable {
  forge: DemoForge;
  /** `acme/app`. */
  repository: string;
  cloneUrl: string;
  /** The configuration of Afterpush for this forge. */
  environment: Record<string, string>;
}

/** A demo forge with one repository, two people who may push, and the settings to reach it. */
export async function startForgeWorld(): Promise<ForgeWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-forge-'));
  const forge = await startDemoForge({ directory, hourlyRateLimit: 1_000_000 });
  forge.createAccount({ login: 'acme', tokens: ['token-of-acme'] });
  forge.createAccount({ login: 'ada', tokens: [ownerToken] });
  forge.createAccount({ login: 'grace', tokens: [otherToken] });
  const repository = 'acme/app';
  await forge.createRepository({ owner: 'acme', name: 'app' });
  await forge.commit(repository, [{ branch: 'main', files: { 'README.md': '# App\n' } }]);
  for (const login of ['ada', 'grace']) forge.allowPush(repository, login);
  // Allows managing webhooks.
  forge.allowAdministration(repository, 'ada');
  return {
    forge,
    repository,
    cloneUrl: `${forge.webBaseUrl}/${repository}.git`,
    environment: { AFTERPUSH_FORGES: toForgesSetting(forge.apiBaseUrl) },
    async [Symbol.asyncDispose]() {
      await forge[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function toForgesSetting(apiBaseUrl: string): string {
  return JSON.stringify([
    { id: 'demo', type: 'github', api_base_url: apiBaseUrl, token: ownerToken },
  ]);
}
