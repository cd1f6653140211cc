import { restBucket } from '../../domain/forge-token.ts';
import type { OwnPullRequestQuery } from '../../domain/own-pull-request.ts';
import { createBranchQueries } from '../branch-queries.ts';
import { fetchEach } from '../client/fetch-each.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Access, Forge, StatusRequest } from '../forge.ts';
import type { ForgeDeps, ForgeSettings } from '../forge-settings.ts';
import { rememberReads } from '../lookup/remember-reads.ts';
import { createAzureDevOpsApi } from './api.ts';
import { fetchChecks } from './checks.ts';
import { fetchPullRequestCommits } from './commits.ts';
import { createCounts } from './counts.ts';
import { fetchPullRequestDescription } from './description.ts';
import { compareCommits, fetchBranchDiff, fetchPullRequestDiff } from './diff.ts';
import { fetchBranchFileDiff, fetchPullRequestFileDiff, readFile } from './file-diff.ts';
import { readLog } from './logs.ts';
import { findBaseOrganization } from './names.ts';
import { listOwnPullRequests } from './own-pull-requests.ts';
import { postComment } from './post-comment.ts';
import { createRepositories } from './repositories.ts';
import { fetchPullRequestReviews } from './reviews.ts';
import { fetchStatus } from './statuses.ts';
import { fetchPullRequestThreads } from './threads.ts';
import { probeToken } from './token-rights.ts';
import {
  parseAzureDevOpsOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toCommitUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';
import { createAzureDevOpsWebhooks } from './webhooks/webhooks.ts';

// Each row sends up to six requests at once.
const concurrency = 3;
/** How long the identity of a token's owner is kept. */
const rememberedForMs = 24 * 60 * 60_000;
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

/** Azure DevOps Services, or a self-hosted Azure DevOps Server. */
export function createAzureDevOpsForge(settings: ForgeSettings, deps: ForgeDeps): Forge {
  const { id, apiBaseUrl, webBaseUrl } = settings;
  const { http, validators, budgets, clock, logger, diffLimitBytes: limitBytes } = deps;
  const api = createAzureDevOpsApi({ forge: { id, apiBaseUrl }, http, validators, budgets, clock });
  const repositories = createRepositories(api, clock);
  const counts = createCounts(api, clock);
  const identities = rememberReads<string>(rememberedForMs, clock);
  // S10: which organizations a token's owner has, only another host says.
  const organization = findBaseOrganization(apiBaseUrl);
  const queryDeps = { webBaseUrl, api, repositories, counts, limitBytes };
  return {
    id,
    type: 'azure_devops',
    webBaseUrl,
    apiBaseUrl,
    batchSize: 1,
    statusBuckets: [restBucket],
    abilities: {
      checks: true,
      mergeability: true,
      reviewThreads: true,
      labels: true,
      redelivery: false,
    },
    webhooks: createAzureDevOpsWebhooks(api, { webBaseUrl, repositories, logger }),
    // Git requires a user name; Azure accepts any.
    toGitCredential: (token) => ({ username: 'pat', password: token }),
    parseRemoteOrigin: (origin) => parseAzureDevOpsOrigin(origin, webBaseUrl),
    parsePullRequestUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toRepositoryUrl: (repository) => toRepositoryUrl(repository, webBaseUrl),
    toBranchUrl: (repository, branch) => toBranchUrl(repository, branch, webBaseUrl),
    toCommitUrl: (repository, sha) => toCommitUrl(repository, sha, webBaseUrl),
    toPullRequestUrl: (reference) => toPullRequestUrl(reference, webBaseUrl),
    fetchStatuses: (requests, access, report) => {
      const fetch = (request: StatusRequest) => fetchStatus(request, queryDeps, access);
      return fetchEach({ requests, concurrency, fetch, report }, { api, logger }, access);
    },
    ...(organization !== undefined && {
      ownPullRequests: {
        bucket: restBucket,
        list: (query: OwnPullRequestQuery, access: Access) =>
          catchUnexpectedErrors(
            () => listOwnPullRequests(query, { api, webBaseUrl, organization, identities }, access),
            access,
            logger,
          ),
      },
    }),
    ...createBranchQueries({ ...byPullRequest, ...byBranch }, queryDeps, logger),
  };
}
