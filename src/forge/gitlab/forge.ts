import { restBucket } from '../../domain/forge-token.ts';
import { createBranchQueries } from '../branch-queries.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Forge } from '../forge.ts';
import type { ForgeDeps, ForgeSettings } from '../forge-settings.ts';
import { createGitLabApi, toGitCredential } from './api.ts';
import { fetchChecks } from './checks.ts';
import { fetchPullRequestCommits } from './commits.ts';
import { createRememberedCounts } from './counts.ts';
import { fetchPullRequestDescription } from './description.ts';
import { compareCommits, fetchBranchDiff, fetchPullRequestDiff } from './diff.ts';
import { fetchBranchFileDiff, fetchPullRequestFileDiff, readFile } from './file-diff.ts';
import { createGraphQl } from './graphql/client.ts';
import { createPipelineAccess } from './graphql/complete-checks.ts';
import { mostRowsPerQuery } from './graphql/look-up-batch.ts';
import { readLog } from './logs.ts';
import { listOwnMergeRequests } from './own-merge-requests.ts';
import { postComment } from './post-comment.ts';
import { createRepositories } from './repositories.ts';
import { fetchPullRequestReviews } from './reviews.ts';
import { fetchStatuses } from './statuses.ts';
import { fetchPullRequestThreads } from './threads.ts';
import { probeToken } from './token-rights.ts';
import {
  parseGitLabOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toCommitUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';
import { createGitLabWebhooks } from './webhooks/webhooks.ts';

const byPullRequest = {
  parsePullRequestUrl,
  fetchPullRequestCommits,
  fetchPullRequestDescription,
  fetchPullRequestDiff,
  fetchPullRequestFileDiff,
  fetchPullRequestReviews,
  fetchPullRequestThreads,
};
const byBranch = {
  fetchBranchDiff,
  compareCommits,
  fetchChecks,
  readLog,
  readFile,
  fetchBranchFileDiff,
  postComment,
  probeToken,
};

/** gitlab.com or a self-managed GitLab: its REST API, and GraphQL for many rows at once. */
export function createGitLabForge(settings: ForgeSettings, deps: ForgeDeps): Forge {
  const { id, apiBaseUrl, webBaseUrl } = settings;
  const { http, validators, budgets, clock, logger, diffLimitBytes: limitBytes } = deps;
  const api = createGitLabApi({ forge: { id, apiBaseUrl }, http, validators, budgets, clock });
  const repositories = createRepositories(api, clock);
  const graphql = createGraphQl(api, clock);
  const queryDeps = {
    webBaseUrl,
    api,
    repositories,
    graphql,
    rememberedCounts: createRememberedCounts(clock),
    pipelineAccess: createPipelineAccess(clock),
    logger,
    limitBytes,
  };
  return {
    id,
    type: 'gitlab',
    webBaseUrl,
    apiBaseUrl,
    batchSize: mostRowsPerQuery,
    statusBuckets: [restBucket],
    abilities: {
      checks: true,
      mergeability: true,
      reviewThreads: true,
      labels: true,
      // GitLab can resend a delivery, but its list of deliveries does not report their times.
      redelivery: false,
    },
    webhooks: createGitLabWebhooks(webBaseUrl, { api, repositories }),
    toGitCredential,
    parseRemoteOrigin: (origin) => parseGitLabOrigin(origin, webBaseUrl),
    parsePullRequestUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toRepositoryUrl: (repository) => toRepositoryUrl(repository, webBaseUrl),
    toBranchUrl: (repository, branch) => toBranchUrl(repository, branch, webBaseUrl),
    toCommitUrl: (repository, sha) => toCommitUrl(repository, sha, webBaseUrl),
    toPullRequestUrl: (reference) => toPullRequestUrl(reference, webBaseUrl),
    fetchStatuses: (requests, access, report) => fetchStatuses(requests, queryDeps, access, report),
    ownPullRequests: {
      bucket: restBucket,
      list: (query, access) =>
        catchUnexpectedErrors(
          () => listOwnMergeRequests(query, { graphql, webBaseUrl }, access),
          access,
          logger,
        ),
    },
    ...createBranchQueries({ ...byPullRequest, ...byBranch }, queryDeps, logger),
  };
}
