import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { KnownPullRequest } from '../forge.ts';
import { pullRequestJson, repositoryJson } from './github-json.ts';
import { type ForgeUnderTest, startGitHubForge } from './start-github-forge.ts';

/** The branch that tests ask for unless they say otherwise. */
export const app = { owner: 'acme', name: 'app' };
export const branch = 'agent/login';
export const repositoryPath = '/repos/acme/app';
export const listPath = toListPath('acme/app', 'acme', branch);

export function toListPath(base: string, headOwner: string, ofBranch: string): string {
  const head = encodeURIComponent(`${headOwner}:${ofBranch}`);
  return `/repos/${base}/pulls?state=open&head=${head}&per_page=100`;
}

export function toReviewsPath(number: number, fullName = 'acme/app'): string {
  return `/repos/${fullName}/pulls/${number}/reviews?per_page=100`;
}

/** The repository acme/app with the branch agent/login, and no pull request yet. */
export interface GitHubScenario extends ForgeUnderTest {
  /** A pull request with its reviews, at their addresses. Answers its JSON. */
  putPullRequest(
    number: number,
    more?: Record<string, unknown>,
    fullName?: string,
  ): ReturnType<typeof pullRequestJson>;
  toKnown(number: number, state?: KnownPullRequest['state']): KnownPullRequest;
  fetchStatus(
    known?: KnownPullRequest,
    repository?: typeof app,
    ofBranch?: string,
  ): Promise<FetchOutcome | undefined>;
}

export async function startGitHubScenario(): Promise<GitHubScenario> {
  const tested = await startGitHubForge();
  const { forge, server, access } = tested;
  server.put(repositoryPath, { body: repositoryJson('acme/app') });
  server.put(listPath, { body: [] });
  return {
    ...tested,
    putPullRequest(number, more, fullName = 'acme/app') {
      const body = pullRequestJson(number, more);
      server.put(`/repos/${fullName}/pulls/${number}`, { body });
      server.put(toReviewsPath(number, fullName), { body: [] });
      return body;
    },
    toKnown: (number, state = 'open') => {
      return { url: `${server.webBaseUrl}/acme/app/pull/${number}`, state };
    },
    async fetchStatus(known, repository = app, ofBranch = branch) {
      const request = { repository, branch: ofBranch, known };
      const [outcome] = await forge.fetchStatuses([request], access);
      return outcome;
    },
  };
}
