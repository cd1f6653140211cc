import { toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, ChecksOutcome, ChecksRequest } from '../forge.ts';
import { listChecks } from './checks.ts';
import type { GiteaStatusSource } from './fetch-status.ts';
import { readPullRequest } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** What runs for a pull request is reported to the repository it leads to, forks' included. */
export async function fetchChecks(
  { pullRequestUrl, headSha }: ChecksRequest,
  { webBaseUrl, api }: Pick<GiteaStatusSource, 'webBaseUrl' | 'api'>,
  access: Access,
): Promise<ChecksOutcome> {
  const reference = parsePullRequestUrl(pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  let sha = headSha;
  if (sha === null) {
    const read = await readPullRequest(reference, api, access);
    if (read.kind === 'unread') return read.outcome;
    sha = read.value.head.sha;
  }
  if (sha === null) return { kind: 'checks', checks: [] };
  const checks = await listChecks(reference.repository, sha, api, access);
  return checks.kind === 'read' ? { kind: 'checks', checks: checks.value } : checks.outcome;
}
