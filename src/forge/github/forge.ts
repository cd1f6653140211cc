import { restBucket } from '../../domain/forge-token.ts';
import { createBranchQueries } from '../branch-queries.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Forge } from '../forge.ts';
import type { ForgeDeps, ForgeSettings } from '../forge-settings.ts';
import { createGitHubApi, graphQlBucket } from './api.ts';
import { fetchChecks } from './checks.ts';
import { fetchPullRequestCommits } from './commits.ts';
import { fetchPullRequestDescription } from './description.ts';
import { compareCommits, fetchBranchDiff, fetchPullRequestDiff } from './diff.ts';
import { fetchBranchFileDiff, fetchPullRequestFileDiff, readFile } from './file-diff.ts';
import { createApiChoice, createGraphQl } from './graphql/client.ts';
import { createBatchSize } from './graphql/run-batch.ts';
import { readLog } from './logs.ts';
import { listOwnPullRequests } from './own-pull-requests.ts';
import { postComment } from './post-comment.ts';
import { listRecentPullRequests } from './recent-pull-requests.ts';
import { createRepositories } from './repositories.ts';
import { createRequiredChecks } from './required-checks.ts';
import { fetchPullRequestReviews } from './reviews.ts';
import { createGraphQlReads } from './single-status.ts';
import { fetchStatuses } from './statuses.ts';
import { createChecksSurvey, surveyManyChecks } from './survey-checks.ts';
import { fetchPullRequestThreads } from './threads.ts';
import { probeToken } from './token-rights.ts';
import {
  parseGitHubOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toCommitUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';
import { createGitHubWebhooks } from './webhooks/webhooks.ts';

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

/** github.com or GitHub Enterprise Server, by REST and GraphQL. */
export function createGitHubForge(settings: ForgeSettings, deps: ForgeDeps): Forge {
  const { id, apiBaseUrl, webBaseUrl } = settings;
  const { http, clock, logger, diffLimitBytes: limitBytes } = deps;
  const { validators, budgets } = deps;
  const api = createGitHubApi({ forge: { id, apiBaseUrl }, http, validators, budgets, clock });
  const repositories = createRepositories(api, clock);
  const graphql = createGraphQl({ forgeId: id, api, budgets, clock });
  const choice = createApiChoice(id, graphql, budgets);
  const size = createBatchSize();
  const reads = createGraphQlReads(clock);
  const requiredChecks = createRequiredChecks(api, clock);
  const surveyChecks = createChecksSurvey(api, clock);
  const rest = { webBaseUrl, api, repositories, requiredChecks, limitBytes };
  const source = { ...rest, graphql, choice, size, reads, clock, logger };
  return {
    id,
    type: 'github',
    webBaseUrl,
    apiBaseUrl,
    batchSize: 50,
    statusBuckets: [restBucket, graphQlBucket],
    abilities: {
      checks: true,
      mergeability: true,
      reviewThreads: true,
      labels: true,
      redelivery: true,
    },
    webhooks: createGitHubWebhooks(api, webBaseUrl),
    toGitCredential: (token) => ({ username: 'x-access-token', password: token }),
    parseRemoteOrigin: (origin) => parseGitHubOrigin(origin, webBaseUrl),
    parsePullRequestUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toRepositoryUrl: (repository) => toRepositoryUrl(repository, webBaseUrl),
    toBranchUrl: (repository, branch) => toBranchUrl(repository, branch, webBaseUrl),
    toCommitUrl: (repository, sha) => toCommitUrl(repository, sha, webBaseUrl),
    toPullRequestUrl: (reference) => toPullRequestUrl(reference, webBaseUrl),
    fetchStatuses: (requests, access, report) => fetchStatuses(requests, source, access, report),
    listRecentPullRequests: (repository, access) =>
      catchUnexpectedErrors(
        () => listRecentPullRequests(repository, { ...rest, apiBaseUrl }, access),
        access,
        logger,
      ),
    surveyChecks: (commit, access) =>
      catchUnexpectedErrors(() => surveyChecks(commit, access), access, logger),
    surveyManyChecks: {
      bucket: graphQlBucket,
      survey: (commits, access) =>
        catchUnexpectedErrors(() => surveyManyChecks(commits, graphql, access), access, logger),
    },
    ownPullRequests: {
      bucket: graphQlBucket,
      list: (query, access) =>
        catchUnexpectedErrors(
          () => listOwnPullRequests(query, { graphql, webBaseUrl }, access),
          access,
          logger,
        ),
    },
    ...createBranchQueries({ ...byPullRequest, ...byBranch }, source, logger),
  };
}
