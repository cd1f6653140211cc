import { restBucket } from '../../domain/forge-token.ts';
import { createBranchQueries } from '../branch-queries.ts';
import { fetchEach } from '../client/fetch-each.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Forge, StatusRequest } from '../forge.ts';
import type { ForgeDeps, ForgeSettings } from '../forge-settings.ts';
import { rememberReads } from '../lookup/remember-reads.ts';
import { createBitbucketApi, toGitCredential } from './api.ts';
import { createBuildRules } from './build-rules.ts';
import { fetchChecks } from './checks.ts';
import { fetchPullRequestCommits } from './commits.ts';
import { fetchPullRequestDescription } from './description.ts';
import { compareCommits, fetchBranchDiff, fetchPullRequestDiff } from './diff.ts';
import { fetchBranchFileDiff, fetchPullRequestFileDiff, readFile } from './file-diff.ts';
import { createBatch } from './find-pull-request.ts';
import { readLog } from './logs.ts';
import { listOwnPullRequests, type Membership } from './own-pull-requests.ts';
import { postComment } from './post-comment.ts';
import { createDetailReader } from './read-details.ts';
import { createRepositories } from './repositories.ts';
import { fetchPullRequestReviews } from './reviews.ts';
import { fetchStatus } from './statuses.ts';
import { fetchPullRequestThreads } from './threads.ts';
import { probeToken } from './token-rights.ts';
import {
  parseBitbucketOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toCommitUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';
import { createBitbucketWebhooks } from './webhooks/webhooks.ts';

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

// Rows at once. Each row sends several requests at once.
const concurrency = 4;
/** How long the workspaces of a token's owner are kept. */
const rememberedForMs = 60 * 60_000;

/** Bitbucket Cloud, over its REST API. */
export function createBitbucketForge(settings: ForgeSettings, deps: ForgeDeps): Forge {
  const { id, apiBaseUrl, webBaseUrl } = settings;
  const { http, validators, budgets, clock, logger, diffLimitBytes: limitBytes } = deps;
  const api = createBitbucketApi({ forge: { id, apiBaseUrl }, http, validators, budgets, clock });
  const repositories = createRepositories(api, clock);
  const rules = createBuildRules(api, clock);
  const details = createDetailReader({ api, rules }, clock);
  const memberships = rememberReads<Membership>(rememberedForMs, clock);
  const queryDeps = { webBaseUrl, api, repositories, rules, details, limitBytes };
  return {
    id,
    type: 'bitbucket',
    webBaseUrl,
    apiBaseUrl,
    // Rows of one repository share one list of pull requests.
    batchSize: 10,
    statusBuckets: [restBucket],
    abilities: {
      checks: true,
      // Conflicts and drafts only: Bitbucket never reports that a merge is possible.
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
    toCommitUrl: (repository, sha) => toCommitUrl(repository, sha, webBaseUrl),
    toPullRequestUrl: (reference) => toPullRequestUrl(reference, webBaseUrl),
    fetchStatuses: (requests, access, report) => {
      const statusDeps = { ...queryDeps, batch: createBatch(requests, api) };
      const fetch = (request: StatusRequest) => fetchStatus(request, statusDeps, access);
      return fetchEach({ requests, concurrency, fetch, report }, { api, logger }, access);
    },
    ownPullRequests: {
      bucket: restBucket,
      list: (_, access) =>
        catchUnexpectedErrors(
          () => listOwnPullRequests({ api, webBaseUrl, memberships }, access),
          access,
          logger,
        ),
    },
    ...createBranchQueries({ ...byPullRequest, ...byBranch }, queryDeps, logger),
  };
}
