import type { Access, Forge } from '../forge.ts';
import { createGitHubForge } from '../github/forge.ts';
import {
  type AdapterLimits,
  type AdapterPorts,
  createAdapterPorts,
  noon,
  toAccess,
} from './adapter-ports.ts';
import { type GitHubServer, startGitHubServer } from './github-server.ts';

export interface ForgeUnderTest extends AsyncDisposable {
  forge: Forge;
  server: GitHubServer;
  validators: AdapterPorts['validators'];
  /** The last reading per token and bucket. */
  readings: AdapterPorts['readings'];
  /** The instant the forge lives in. */
  clock: { nowMs: number };
  /** What the adapter logged. */
  errors: unknown[];
  access: Access;
}

export const testToken = 'ghp_s3cret';
export { noon, toAccess };

/** The adapter against a server of its own. */
export async function startGitHubForge(limits: AdapterLimits = {}): Promise<ForgeUnderTest> {
  const server = await startGitHubServer();
  const ports = createAdapterPorts(limits);
  const { apiBaseUrl, webBaseUrl } = server;
  const settings = { id: 'work', type: 'github', apiBaseUrl, webBaseUrl } as const;
  return {
    forge: createGitHubForge(settings, ports),
    server,
    validators: ports.validators,
    readings: ports.readings,
    clock: ports.instant,
    errors: ports.errors,
    access: toAccess(testToken),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
