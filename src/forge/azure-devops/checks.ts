import { unknownRunFields } from '../../domain/checks.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, Check, ChecksOutcome, ChecksRequest } from '../forge.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import type { NamedRepository } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import { noStatusLog, toLogSource } from './logs.ts';
import { listPolicies, type Policy } from './policies.ts';
import { type LatestStatus, listStatuses } from './posted-statuses.ts';
import { readPullRequest } from './pull-requests.ts';
import { parsePullRequestUrl, toBuildUrl } from './urls.ts';

/** Partial checks might leave out the failed one, so both requests must succeed. */
export async function fetchChecks(
  request: ChecksRequest,
  { webBaseUrl, api }: { webBaseUrl: string; api: AzureDevOpsApi },
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
  const checks = buildChecks(policies.value, statuses.value, repository, webBaseUrl);
  return { kind: 'checks', checks };
}

const statusStates = new Map<string, Check['state']>([
  ['succeeded', 'passed'],
  ['partiallySucceeded', 'passed'],
  ['failed', 'failed'],
  ['error', 'failed'],
  ['notApplicable', 'skipped'],
]);

const policyStates: Record<Policy['state'], Check['state']> = {
  met: 'passed',
  failed: 'failed',
  pending: 'pending',
  notApplicable: 'skipped',
};

/** Builds required by policies, statuses posted by services, and required statuses not posted yet. */
export function buildChecks(
  policies: readonly Policy[],
  statuses: readonly LatestStatus[],
  repository: NamedRepository,
  webBaseUrl: string,
): Check[] {
  const posted = new Set(statuses.map(({ context }) => context));
  const isCheck = ({ kind, context }: Policy) =>
    kind === 'build' || (kind === 'status' && !posted.has(context));
  const required = new Set(
    policies.flatMap(({ kind, isRequired, context }) =>
      kind === 'status' && isRequired ? context : [],
    ),
  );
  return [
    ...policies.filter(isCheck).map((policy) => buildPolicyCheck(policy, repository, webBaseUrl)),
    ...statuses.map((status) => buildStatusCheck(status, required.has(status.context))),
  ];
}

function buildPolicyCheck(
  { id, name, kind, isRequired, state: policyState, buildId, startedAt, completedAt }: Policy,
  repository: NamedRepository,
  webBaseUrl: string,
): Check {
  const url = buildId === null ? null : toBuildUrl(repository, buildId, webBaseUrl);
  const isMissing = kind === 'status' && policyState === 'pending';
  const state = isMissing ? 'expected' : policyStates[policyState];
  return {
    ...unknownRunFields,
    // S15: two policies may have one name.
    workflow: id === null ? null : `policy ${id}`,
    // Deliveries name the build only.
    sequence: buildId,
    required: isRequired,
    name: toPlainText(name, 200),
    state,
    url,
    description: null,
    startedAt: parseInstant(startedAt),
    completedAt: isEnded(state) ? parseInstant(completedAt) : null,
    log: toLogSource(buildId, repository.projectId),
  };
}

function buildStatusCheck(status: LatestStatus, required: boolean): Check {
  const { context, url, description, startedAt, createdAt } = status;
  const state = statusStates.get(status.state) ?? 'pending';
  return {
    ...unknownRunFields,
    required,
    name: toPlainText(context, 200),
    state,
    url,
    description: description === null ? null : toPlainText(description, 300),
    startedAt: parseInstant(startedAt),
    completedAt: isEnded(state) ? parseInstant(createdAt) : null,
    log: noStatusLog,
  };
}

function isEnded(state: Check['state']): boolean {
  return state !== 'pending' && state !== 'expected';
}

/** What a token needs for the checks of a pull request. */
export const checksGrant =
  'Give the token the scopes Code (read) and Build (read), or link another one.';
