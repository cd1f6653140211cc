import { type CheckRun, pickLatestRuns, toRun, unknownRunFields } from '../../domain/checks.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, isRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, Check, ChecksOutcome, ChecksRequest } from '../forge.ts';
import {
  findInteger,
  findText,
  findWebUrl,
  parseInstant,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, toPlainText } from '../parsing/text.ts';
import { findNextPage, pageSize, toRepositoryApiUrl } from './api.ts';
import { type BranchRules, toRequiredNames } from './branch-rules.ts';
import { toLogSource } from './logs.ts';
import { readPullRequest } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** What a token needs for the statuses of a commit. */
export const checksGrant = 'Give the token the scope read:repository, or link another one.';

const mostPages = 10;
/** Instants are text, because readings are stored as JSON. */
interface Status extends Omit<Check, 'startedAt' | 'completedAt' | 'reportedAt'> {
  createdAt: string | null;
  updatedAt: string | null;
}

const reading: Reading<Status[]> = {
  shape: 'statuses/4',
  parse: parseStatuses,
  findNextUrl: findNextPage,
  isCovered: () => false,
};

/** Checks are reported to the target repository, also for pull requests from forks. */
export async function fetchChecks(
  { pullRequestUrl, headSha }: ChecksRequest,
  { webBaseUrl, api, rules }: { webBaseUrl: string; api: ForgeApi; rules: BranchRules },
  access: Access,
): Promise<ChecksOutcome> {
  const reference = parsePullRequestUrl(pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { head, baseBranch } = read.value;
  const sha = headSha ?? head.sha;
  if (sha === null) return { kind: 'checks', checks: [] };
  const checks = await listChecks(reference.repository, sha, api, access);
  if (checks.kind === 'unread') return checks.outcome;
  const branch = await rules.find(reference.repository, baseBranch, access);
  if (isRateLimited(branch)) return branch.outcome;
  const known = orUnknown(branch, null);
  if (known === null) return { kind: 'checks', checks: checks.value };
  const required = new Set(toRequiredNames(known, checks.value));
  const marked = checks.value.map((check) => ({ ...check, required: required.has(check.name) }));
  return { kind: 'checks', checks: marked };
}

/** The latest status of each check of a commit, including Gitea Actions. */
export async function listChecks(
  repository: RepositoryReference,
  sha: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  const path = `commits/${encode(sha)}/status?limit=${pageSize}`;
  const url = `${toRepositoryApiUrl(repository, api)}/${path}`;
  const subject = `the checks of ${toFullName(repository)}`;
  const listed = await listAll(api, { url, subject, reading }, mostPages, access);
  if (listed.kind === 'unread') return listed;
  return { kind: 'read', value: pickLatestRuns(listed.value.map(toCheck)) };
}

/**
 * A status as a delivery contains it. Its id is another number than the one in lists, so that only the instant says
 * which of two is newer.
 */
export function parseDeliveredStatus(body: unknown): CheckRun | undefined {
  const status = parseStatus(body);
  return status && toRun({ ...toCheck(status), sequence: null });
}

/** The statuses of a combined status, which are null if there are none. */
export function parseStatuses(body: unknown): Status[] | undefined {
  const fields = toFields(body);
  return fields && parseList(fields.statuses ?? [], parseStatus);
}

function parseStatus(body: unknown): Status | undefined {
  const fields = toFields(body);
  const name = findText(fields, 'context');
  // The oldest versions, and deliveries, call the field `state`, as GitHub does.
  const reported = findText(fields, 'status') ?? findText(fields, 'state');
  if (name === undefined || reported === undefined) return undefined;
  const state = toState(reported);
  const description = toPlainText(findText(fields, 'description') ?? '', 500);
  return {
    ...unknownRunFields,
    name: toPlainText(name, 200) || 'default',
    sequence: findInteger(fields, 'id') ?? null,
    state,
    url: findWebUrl(fields, 'target_url'),
    description: description || null,
    log: toLogSource(findText(fields, 'target_url'), isDone(state)),
    createdAt: findText(fields, 'created_at') ?? null,
    updatedAt: findText(fields, 'updated_at') ?? null,
  };
}

/** Every report creates a new status: its time is that of the report, not of the start. */
function toCheck({ createdAt, updatedAt, ...status }: Status): Check {
  return {
    ...status,
    startedAt: null,
    completedAt: isDone(status.state) ? parseInstant(updatedAt) : null,
    reportedAt: parseInstant(createdAt),
  };
}

function isDone(state: Check['state']): boolean {
  return state === 'passed' || state === 'failed';
}

function toState(state: string): Check['state'] {
  switch (state) {
    case 'success':
    case 'warning':
      return 'passed';
    case 'failure':
    case 'error':
      return 'failed';
    case 'skipped':
      return 'skipped';
    default:
      return 'pending';
  }
}
