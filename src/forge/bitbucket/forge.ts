import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { toBranchAnswers } from '../branch-queries.ts';
import { isolate } from '../client/isolate.ts';
import type { Forge } from '../forge.ts';
import type { ForgeDeps, ForgeSettings } from '../forge-settings.ts';
import { createBitbucketApi, toGitCredential } from './api.ts';
import { fetchChecks } from './checks.ts';
import { fetchDiff } from './diff.ts';
import { fetchBranchFileDiff, fetchPullRequestFileDiff, readFile } from './file-diff.ts';
import { createTogether } from './find-pull-request.ts';
import { postComment } from './post-comment.ts';
import { createDetailReader } from './read-details.ts';
import { createRepositories } from './repositories.ts';
import { fetchPullRequestReviews } from './reviews.ts';
import { fetchStatus } from './statuses.ts';
import {
  parseBitbucketOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';
import { createBitbucketWebhooks } from './webhooks/webhooks.ts';

const byPullRequest = { parsePullRequestUrl, fetchPullRequestFileDiff, fetchPullRequestReviews };
const byBranch = { fetchDiff, fetchChecks, readFile, fetchBranchFileDiff, postComment };

/** Rows at once; each asks for its details at once as well. */
const concurrency = 4;

/** Bitbucket Cloud, over its REST API. */
export function createBitbucketForge(settings: ForgeSettings, deps: ForgeDeps): Forge {
  const { id, apiBaseUrl, webBaseUrl } = settings;
  const { http, clock, logger, diffLimitBytes: limitBytes } = deps;
  const { validators, budgets } = deps;
  const api = createBitbucketApi({ forge: { id, apiBaseUrl }, http, validators, budgets, clock });
  const repositories = createRepositories(api, clock);
  const details = createDetailReader(api, clock);
  const source = { webBaseUrl, api, repositories, details, limitBytes };
  return {
    id,
    type: 'bitbucket',
    webBaseUrl,
    apiBaseUrl,
    // Rows of one repository are looked for in one list.
    batchSize: 10,
    abilities: {
      checks: true,
      // Conflicts and drafts; that nothing is in the way is never told.
      mergeability: true,
      reviewThreads: true,
      labels: false,
      redelivery: false,
    },
    webhooks: createBitbucketWebhooks(api, webBaseUrl),
    toGitCredential,
    parseRemoteOrigin: (origin) => parseBitbucketOrigin(origin, webBaseUrl),
    parsePullRequestUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toRepositoryUrl: (repository) => toRepositoryUrl(repository, webBaseUrl),
    toBranchUrl: (repository, branch) => toBranchUrl(repository, branch, webBaseUrl),
    toPullRequestUrl: (reference) => toPullRequestUrl(reference, webBaseUrl),
    fetchStatuses: (requests, access) => {
      const together = { ...source, together: createTogether(requests, api) };
      return mapConcurrently(requests, concurrency, (request) =>
        isolate(() => fetchStatus(request, together, access), access, logger),
      );
    },
    ...toBranchAnswers({ ...byPullRequest, ...byBranch }, source, logger),
  };
}
