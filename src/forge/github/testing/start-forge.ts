import type { Access, Forge } from '../../forge.ts';
import {
  type AdapterLimits,
  createTestDeps,
  noon,
  type TestDeps,
  toAccess,
} from '../../testing/test-deps.ts';
import { createGitHubForge } from '../forge.ts';
import { type GitHubServer, startGitHubServer } from './server.ts';

export interface ForgeUnderTest extends AsyncDisposable {
  forge: Forge;
  server: GitHubServer;
  validators: TestDeps['validators'];
  /** The last reading per token and bucket. */
  readings: TestDeps['readings'];
  /** The time of the adapter. */
  clock: TestDeps['instant'];
  /** The errors that the adapter logged. */
  errors: unknown[];
  access: Access;
}

export const testToken = 'ghp_s3cret';
export { noon, toAccess };

/** Starts the adapter with a new server. */
export async function startGitHubForge(limits: AdapterLimits = {}): Promise<ForgeUnderTest> {
  const server = await startGitHubServer();
  const deps = createTestDeps(limits);
  const { apiBaseUrl, webBaseUrl } = server;
  const settings = { id: 'work', type: 'github', apiBaseUrl, webBaseUrl } as const;
  return {
    forge: createGitHubForge(settings, deps),
    server,
    validators: deps.validators,
    readings: deps.readings,
    clock: deps.instant,
    errors: deps.errors,
    access: toAccess(testToken),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
