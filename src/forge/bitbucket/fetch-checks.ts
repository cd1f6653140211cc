import type { ForgeApi } from '../client/forge-api.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, ChecksOutcome, ChecksRequest } from '../forge.ts';
import { listChecks } from './checks.ts';
import { readPullRequest } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** The checks of the last commit, which are kept where the branch is: in the fork. */
export async function fetchChecks(
  { repository, pullRequestUrl, headSha }: ChecksRequest,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
  access: Access,
): Promise<ChecksOutcome> {
  let hash = headSha;
  if (hash === null) {
    const reference = parsePullRequestUrl(pullRequestUrl, webBaseUrl);
    if (!reference) return toForeignPullRequest();
    const read = await readPullRequest(reference, api, access);
    if (read.kind === 'unread') return read.outcome;
    hash = read.value.source.hash;
  }
  if (hash === null) return { kind: 'checks', checks: [] };
  const checks = await listChecks(repository, hash, api, access);
  return checks.kind === 'unread' ? checks.outcome : { kind: 'checks', checks: checks.value };
}
