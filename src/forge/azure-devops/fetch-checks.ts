import { toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, ChecksOutcome, ChecksRequest } from '../forge.ts';
import { toCheckList } from './checks.ts';
import type { AzureDevOpsStatusSource } from './fetch-status.ts';
import { listPolicies } from './policies.ts';
import { readPullRequest } from './pull-requests.ts';
import { listStatuses } from './statuses.ts';
import { parsePullRequestUrl } from './urls.ts';

/** Half of the checks might leave out the one that failed: they are told as a whole. */
export async function fetchChecks(
  request: ChecksRequest,
  { webBaseUrl, api }: AzureDevOpsStatusSource,
  access: Access,
): Promise<ChecksOutcome> {
  const reference = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const [policies, statuses] = await Promise.all([
    listPolicies(read.value, api, access),
    listStatuses(read.value, api, access),
  ]);
  if (policies.kind === 'unread') return policies.outcome;
  if (statuses.kind === 'unread') return statuses.outcome;
  const { repository } = read.value;
  const checks = toCheckList(policies.value, statuses.value, repository, webBaseUrl);
  return { kind: 'checks', checks };
}
