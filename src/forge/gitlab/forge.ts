import type { Forge } from '../forge.ts';
import type { ForgePorts, ForgeSettings } from '../forge-settings.ts';
import { isolate } from '../isolate.ts';
import { createGitLabApi, toGitCredential } from './api.ts';
import { fetchChecks } from './fetch-checks.ts';
import { fetchDiff } from './fetch-diff.ts';
import { fetchFile } from './fetch-file.ts';
import { fetchFileDiff } from './fetch-file-diff.ts';
import { fetchReviews } from './fetch-reviews.ts';
import { fetchStatuses } from './fetch-statuses.ts';
import { createGraphql } from './graphql.ts';
import { postComment } from './post-comment.ts';
import { createRememberedCounts } from './remembered-counts.ts';
import { parseGitLabOrigin } from './remote-origin.ts';
import { createRepositories } from './repositories.ts';
import { mostTogether } from './to-groups.ts';
import { parsePullRequestUrl, toBranchUrl, toPullRequestUrl, toRepositoryUrl } from './urls.ts';
import { createGitLabWebhooks } from './webhooks.ts';

/** gitlab.com or a GitLab of one's own, over its REST API, and GraphQL for many rows at once. */
export function createGitLabForge(settings: ForgeSettings, ports: ForgePorts): Forge {
  const { id, apiBaseUrl, webBaseUrl } = settings;
  const { http, validators, budgets, clock, logger, diffLimitBytes: limitBytes } = ports;
  const api = createGitLabApi({ forge: { id, apiBaseUrl }, http, validators, budgets, clock });
  const repositories = createRepositories(api, clock);
  const graphql = createGraphql(api, clock);
  const source = {
    webBaseUrl,
    api,
    repositories,
    graphql,
    counted: createRememberedCounts(clock),
    logger,
  };
  return {
    id,
    type: 'gitlab',
    webBaseUrl,
    apiBaseUrl,
    batchSize: mostTogether,
    abilities: {
      checks: true,
      mergeability: true,
      reviewThreads: true,
      labels: true,
      // GitLab can send again, but its list of deliveries does not say when they were.
      redelivery: false,
    },
    webhooks: createGitLabWebhooks(webBaseUrl, { api, repositories }),
    toGitCredential,
    parseRemoteOrigin: (origin) => parseGitLabOrigin(origin, webBaseUrl),
    parsePullRequestUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toRepositoryUrl: (repository) => toRepositoryUrl(repository, webBaseUrl),
    toBranchUrl: (repository, branch) => toBranchUrl(repository, branch, webBaseUrl),
    toPullRequestUrl: (reference) => toPullRequestUrl(reference, webBaseUrl),
    fetchStatuses: (requests, access) => fetchStatuses(requests, source, access),
    fetchDiff: (request, access) =>
      isolate(() => fetchDiff(request, { ...source, limitBytes }, access), access, logger),
    fetchChecks: (request, access) =>
      isolate(() => fetchChecks(request, source, access), access, logger),
    fetchFile: (request, access) =>
      isolate(() => fetchFile(request, source, access), access, logger),
    fetchFileDiff: (request, access) =>
      isolate(() => fetchFileDiff(request, { ...source, limitBytes }, access), access, logger),
    fetchReviews: (request, access) =>
      isolate(() => fetchReviews(request, source, access), access, logger),
    postComment: (request, access) =>
      isolate(() => postComment(request, source, access), access, logger),
  };
}
