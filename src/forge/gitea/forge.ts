import { restBucket } from '../../domain/forge-token.ts';
import { createBranchQueries } from '../branch-queries.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Forge } from '../forge.ts';
import type { ForgeDeps, ForgeSettings } from '../forge-settings.ts';
import { createGiteaApi } from './api.ts';
import { createBranchRules } from './branch-rules.ts';
import { fetchChecks } from './checks.ts';
import { fetchPullRequestCommits } from './commits.ts';
import { fetchPullRequestDescription } from './description.ts';
import { compareCommits, fetchBranchDiff, fetchPullRequestDiff } from './diff.ts';
import { fetchBranchFileDiff, fetchPullRequestFileDiff, readFile } from './file-diff.ts';
import { readLog } from './logs.ts';
import { listOwnPullRequests } from './own-pull-requests.ts';
import { postComment } from './post-comment.ts';
import { createRepositories } from './repositories.ts';
import { fetchPullRequestReviews } from './reviews.ts';
import { fetchStatuses } from './statuses.ts';
import { fetchPullRequestThreads } from './threads.ts';
import { probeToken } from './token-rights.ts';
import {
  parseGiteaOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toCommitUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';
import { createGiteaWebhooks } from './webhooks/webhooks.ts';

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

/** Gitea or Forgejo, such as codeberg.org, through the REST API that both share. */
export function createGiteaForge(settings: ForgeSettings, deps: ForgeDeps): Forge {
  const { id, apiBaseUrl, webBaseUrl } = settings;
  const { http, validators, budgets, clock, logger, diffLimitBytes: limitBytes } = deps;
  const api = createGiteaApi({ forge: { id, apiBaseUrl }, http, validators, budgets, clock });
  const repositories = createRepositories(api, clock);
  const rules = createBranchRules(api, clock);
  const queryDeps = { webBaseUrl, api, repositories, rules, clock, logger, limitBytes };
  return {
    id,
    type: 'gitea',
    webBaseUrl,
    apiBaseUrl,
    // Rows of one repository share its list of pull requests.
    batchSize: 25,
    statusBuckets: [restBucket],
    abilities: {
      checks: true,
      mergeability: true,
      reviewThreads: false,
      labels: true,
      redelivery: false,
    },
    webhooks: createGiteaWebhooks(api, webBaseUrl),
    // Gitea accepts a token as the password, whatever the user name.
    toGitCredential: (token) => ({ username: 'oauth2', password: token }),
    parseRemoteOrigin: (origin) => parseGiteaOrigin(origin, webBaseUrl),
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
          () => listOwnPullRequests(query, { api, webBaseUrl }, access),
          access,
          logger,
        ),
    },
    ...createBranchQueries({ ...byPullRequest, ...byBranch }, queryDeps, logger),
  };
}
