import { restBucket } from '../../domain/forge-token.ts';
import { createBranchQueries } from '../branch-queries.ts';
import { fetchEach } from '../client/fetch-each.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Forge, StatusRequest } from '../forge.ts';
import type { ForgeDeps, ForgeSettings } from '../forge-settings.ts';
import { createBitbucketDataCenterApi, toGitCredential } from './api.ts';
import { createBuildRules } from './build-rules.ts';
import { fetchChecks } from './checks.ts';
import { fetchPullRequestCommits } from './commits.ts';
import { createCounts } from './counts.ts';
import { fetchPullRequestDescription } from './description.ts';
import { compareCommits, fetchBranchDiff, fetchPullRequestDiff } from './diff.ts';
import { fetchBranchFileDiff, fetchPullRequestFileDiff, readFile } from './file-diff.ts';
import { createOpenPullRequests } from './find-pull-request.ts';
import { readLog } from './logs.ts';
import { listOwnPullRequests } from './own-pull-requests.ts';
import { postComment } from './post-comment.ts';
import { createRepositories } from './repositories.ts';
import { fetchPullRequestReviews } from './reviews.ts';
import { fetchStatus } from './statuses.ts';
import { fetchPullRequestThreads } from './threads.ts';
import { probeToken } from './token-rights.ts';
import {
  parseBitbucketDataCenterOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toCommitUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';
import { createBitbucketDataCenterWebhooks } from './webhooks/webhooks.ts';

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

/** Rows of one repository share one list of pull requests; the others gain nothing. */
const batchSize = 25;
const concurrency = 4;

/** An installation of Bitbucket Data Center, over its REST API. */
export function createBitbucketDataCenterForge(settings: ForgeSettings, deps: ForgeDeps): Forge {
  const { id, apiBaseUrl, webBaseUrl } = settings;
  const { http, clock, logger, diffLimitBytes: limitBytes, validators, budgets } = deps;
  const forge = { id, apiBaseUrl };
  const api = createBitbucketDataCenterApi({ forge, http, validators, budgets, clock });
  const repositories = createRepositories(api, clock);
  const counts = createCounts(api, clock);
  const rules = createBuildRules(clock);
  const queryDeps = { webBaseUrl, api, repositories, counts, rules, limitBytes };
  return {
    id,
    type: 'bitbucket_data_center',
    webBaseUrl,
    apiBaseUrl,
    batchSize,
    statusBuckets: [restBucket],
    abilities: {
      checks: true,
      mergeability: true,
      reviewThreads: true,
      labels: false,
      redelivery: false,
    },
    webhooks: createBitbucketDataCenterWebhooks(api, webBaseUrl),
    toGitCredential,
    parseRemoteOrigin: (origin) => parseBitbucketDataCenterOrigin(origin, webBaseUrl),
    parsePullRequestUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toRepositoryUrl: (repository) => toRepositoryUrl(repository, webBaseUrl),
    toBranchUrl: (repository, branch) => toBranchUrl(repository, branch, webBaseUrl),
    toCommitUrl: (repository, sha) => toCommitUrl(repository, sha, webBaseUrl),
    toPullRequestUrl: (reference) => toPullRequestUrl(reference, webBaseUrl),
    fetchStatuses: (requests, access, report) => {
      const open = createOpenPullRequests(requests, api, access);
      const fetch = (request: StatusRequest) => fetchStatus(request, open, queryDeps, access);
      return fetchEach({ requests, concurrency, fetch, report }, { api, logger }, access);
    },
    ownPullRequests: {
      bucket: restBucket,
      list: (query, access) =>
        catchUnexpectedErrors(
          () => listOwnPullRequests(query, { api, webBaseUrl }, access),
          access,
          logger,
        ),
    },
    ...createBranchQueries({ ...byPullRequest, ...byBranch }, queryDeps, logger),
  };
}
