import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { createConditionalClient } from '../conditional-client.ts';
import type { Access, Forge } from '../forge.ts';
import type { ForgePorts, ForgeSettings } from '../forge-settings.ts';
import { toFailed } from '../outcome-of-answer.ts';
import { createGitHubApi } from './api.ts';
import { fetchDiff } from './fetch-diff.ts';
import { fetchStatus } from './fetch-status.ts';
import { parseGitHubOrigin } from './remote-origin.ts';
import { createRepositories } from './repositories.ts';
import { parsePullRequestUrl, toBranchUrl, toPullRequestUrl, toRepositoryUrl } from './urls.ts';

const concurrency = 8;

/** github.com or a GitHub Enterprise Server, over its REST API. */
export function createGitHubForge(settings: ForgeSettings, ports: ForgePorts): Forge {
  const { id, apiBaseUrl, webBaseUrl } = settings;
  const { http, clock, diffLimitBytes: limitBytes } = ports;
  const conditional = createConditionalClient(http, ports.validators);
  const api = createGitHubApi({ id, apiBaseUrl }, http, conditional, clock);
  const repositories = createRepositories(api, clock);
  const source = { webBaseUrl, api, repositories };
  return {
    id,
    type: 'github',
    webBaseUrl,
    apiBaseUrl,
    batchSize: 1,
    gitUsername: 'x-access-token',
    parseRemoteOrigin: (origin) => parseGitHubOrigin(origin, webBaseUrl),
    parsePullRequestUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toRepositoryUrl: (repository) => toRepositoryUrl(repository, webBaseUrl),
    toBranchUrl: (repository, branch) => toBranchUrl(repository, branch, webBaseUrl),
    toPullRequestUrl: (reference) => toPullRequestUrl(reference, webBaseUrl),
    fetchStatuses: (requests, access) =>
      mapConcurrently(requests, concurrency, (request) =>
        isolate(() => fetchStatus(request, source, access), access, ports),
      ),
    fetchDiff: (request, access) =>
      isolate(() => fetchDiff(request, { ...source, limitBytes }, access), access, ports),
  };
}

/** What nobody foresaw fails its own row only. */
async function isolate<Outcome>(
  fetch: () => Promise<Outcome>,
  { signal }: Access,
  { logger }: Pick<ForgePorts, 'logger'>,
): Promise<Outcome | ReturnType<typeof toFailed>> {
  signal.throwIfAborted();
  try {
    return await fetch();
  } catch (error) {
    signal.throwIfAborted();
    logger.error({ error }, 'a forge adapter failed');
    return toFailed('internal', 'Reading the forge failed unexpectedly; see the server log.');
  }
}
