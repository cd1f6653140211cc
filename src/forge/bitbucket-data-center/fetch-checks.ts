import type { ForgeApi } from '../client/forge-api.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, ChecksOutcome, ChecksRequest } from '../forge.ts';
import { listChecks } from './checks.ts';
import { readPullRequest } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** The builds of the head commit, by name. */
export async function fetchChecks(
  request: ChecksRequest,
  { api, webBaseUrl }: { api: ForgeApi; webBaseUrl: string },
  access: Access,
): Promise<ChecksOutcome> {
  let sha = request.headSha;
  if (sha === null) {
    const reference = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
    if (!reference) return toForeignPullRequest();
    const read = await readPullRequest(reference, api, access);
    if (read.kind === 'unread') return read.outcome;
    sha = read.value.head.sha;
  }
  const builds = await listChecks(sha ?? '', api, access);
  if (builds.kind === 'unread') return builds.outcome;
  const checks = builds.value.toSorted((one, other) => one.name.localeCompare(other.name));
  return { kind: 'checks', checks };
}
