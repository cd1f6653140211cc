import type { ForgeApi } from '../client/forge-api.ts';
import { toFailed, toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, ChecksOutcome, ChecksRequest } from '../forge.ts';
import { listHeadChecks } from './head-checks.ts';
import { readPullRequest, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** The checks of the pull request's head, one by one. */
export async function fetchChecks(
  { pullRequestUrl, headSha }: ChecksRequest,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
  access: Access,
): Promise<ChecksOutcome> {
  const reference = parsePullRequestUrl(pullRequestUrl, webBaseUrl);
  if (!reference) {
    return toForeignPullRequest();
  }
  let sha = headSha;
  if (sha === null) {
    const read = await readPullRequest(reference, api, access);
    if (read.kind === 'unread') return read.outcome;
    sha = read.value.head.sha;
  }
  if (sha === null) {
    return toFailed('malformed', `The head commit of ${toSubject(reference)} was not told.`);
  }
  const listed = await listHeadChecks(reference, sha, api, access);
  return listed.kind === 'unread' ? listed.outcome : { kind: 'checks', checks: listed.value };
}
