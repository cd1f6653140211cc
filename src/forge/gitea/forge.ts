import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { toBranchAnswers } from '../branch-queries.ts';
import { isolate } from '../client/isolate.ts';
import type { Forge } from '../forge.ts';
import type { ForgeDeps, ForgeSettings } from '../forge-settings.ts';
import { createGiteaApi } from './api.ts';
import { createBranchRules } from './branch-rules.ts';
import { fetchChecks } from './checks.ts';
import { fetchDiff } from './diff.ts';
import { fetchStatus } from './fetch-status.ts';
import { fetchBranchFileDiff, fetchPullRequestFileDiff, readFile } from './file-diff.ts';
import { createOpenPullRequests } from './open-pull-requests.ts';
import { postComment } from './post-comment.ts';
import { createRepositories } from './repositories.ts';
import { fetchPullRequestReviews } from './reviews.ts';
import {
  parseGiteaOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';
import { createGiteaWebhooks } from './webhooks.ts';

const concurrency = 4;

const byPullRequest = { parsePullRequestUrl, fetchPullRequestFileDiff, fetchPullRequestReviews };
const byBranch = { fetchDiff, fetchChecks, readFile, fetchBranchFileDiff, postComment };

/** A Gitea or Forgejo, such as codeberg.org, over the REST API that both have. */
export function createGiteaForge(settings: ForgeSettings, deps: ForgeDeps): Forge {
  const { id, apiBaseUrl, webBaseUrl } = settings;
  const { http, validators, budgets, clock, logger, diffLimitBytes: limitBytes } = deps;
  const api = createGiteaApi({ forge: { id, apiBaseUrl }, http, validators, budgets, clock });
  const repositories = createRepositories(api, clock);
  const rules = createBranchRules(api, clock);
  const source = { webBaseUrl, api, repositories, rules, clock, limitBytes };
  return {
    id,
    type: 'gitea',
    webBaseUrl,
    apiBaseUrl,
    // Rows of one repository share its list of pull requests.
    batchSize: 25,
    abilities: {
      checks: true,
      mergeability: true,
      reviewThreads: false,
      labels: true,
      redelivery: false,
    },
    webhooks: createGiteaWebhooks(api, webBaseUrl),
    // Gitea takes a token for the password whatever the name is.
    toGitCredential: (token) => ({ username: 'oauth2', password: token }),
    parseRemoteOrigin: (origin) => parseGiteaOrigin(origin, webBaseUrl),
    parsePullRequestUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toRepositoryUrl: (repository) => toRepositoryUrl(repository, webBaseUrl),
    toBranchUrl: (repository, branch) => toBranchUrl(repository, branch, webBaseUrl),
    toPullRequestUrl: (reference) => toPullRequestUrl(reference, webBaseUrl),
    fetchStatuses(requests, access) {
      const open = createOpenPullRequests(api, access);
      return mapConcurrently(requests, concurrency, (request) =>
        isolate(() => fetchStatus(request, open, source, access), access, logger),
      );
    },
    ...toBranchAnswers({ ...byPullRequest, ...byBranch }, source, logger),
  };
}
