import type { ForgeApi } from '../client/forge-api.ts';
import { toFailed, toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, ChecksOutcome, ChecksRequest } from '../forge.ts';
import { listChecks } from './checks.ts';
import { readPullRequest, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** The jobs of the pipeline that GitLab judges the merge request by, and what others say of it. */
export async function fetchChecks(
  request: ChecksRequest,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
  access: Access,
): Promise<ChecksOutcome> {
  const reference = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { pipeline } = read.value;
  if (pipeline === undefined) {
    const message = `The token may not see the pipelines of ${toSubject(reference)}.`;
    return toFailed('forbidden', `${message} Give it access to them, or link another one.`);
  }
  const checks = await listChecks(reference, pipeline, api, access);
  return checks.kind === 'unread' ? checks.outcome : { kind: 'checks', checks: checks.value };
}
