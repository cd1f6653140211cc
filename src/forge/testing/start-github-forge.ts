import { createHttpClient, type HttpLimits } from '../../platform/http-client.ts';
import type { Access, Forge } from '../forge.ts';
import { createGitHubForge } from '../github/forge.ts';
import { type GitHubServer, startGitHubServer } from './github-server.ts';
import { createMemoryValidators } from './memory-validators.ts';

export interface ForgeUnderTest extends AsyncDisposable {
  forge: Forge;
  server: GitHubServer;
  validators: ReturnType<typeof createMemoryValidators>;
  /** The instant the forge lives in. */
  clock: { nowMs: number };
  /** What the adapter logged. */
  errors: unknown[];
  access: Access;
}

export const testToken = 'ghp_s3cret';
export const noon = Date.parse('2026-01-01T12:00:00Z');

/** The adapter against a server of its own. */
export async function startGitHubForge(
  options: HttpLimits & { diffLimitBytes?: number } = {},
): Promise<ForgeUnderTest> {
  const server = await startGitHubServer();
  const validators = createMemoryValidators();
  const clock = { nowMs: noon };
  const errors: unknown[] = [];
  const { apiBaseUrl, webBaseUrl } = server;
  const forge = createGitHubForge(
    { id: 'work', type: 'github', apiBaseUrl, webBaseUrl },
    {
      http: createHttpClient(options),
      validators,
      clock: { now: () => clock.nowMs },
      logger: { error: (fields) => void errors.push(fields) },
      diffLimitBytes: options.diffLimitBytes ?? 4 * 1024 * 1024,
    },
  );
  return {
    forge,
    server,
    validators,
    clock,
    errors,
    access: toAccess(testToken),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export function toAccess(token: string, signal = new AbortController().signal): Access {
  return { token, tokenFingerprint: `fingerprint of ${token.length}-${token.at(-1)}`, signal };
}
