import { unknownRunFields } from '../../domain/checks.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ApiRequest, ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/forge-api.ts';
import { toFailed, toForeignPullRequest } from '../client/outcomes.ts';
import type {
  Access,
  Check,
  ChecksOutcome,
  ChecksRequest,
  PullRequestReference,
} from '../forge.ts';
import {
  type Fields,
  findFields,
  findText,
  findWebUrl,
  parseInstant,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, toPlainText } from '../parsing/text.ts';
import { isPageCovered, pageSize } from './api.ts';
import { readPullRequest, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

const mostPages = 10;

/** Instants are text, because readings are stored as JSON. */
type CheckAnswer = Omit<Check, Instant | keyof typeof unknownRunFields> &
  Record<Instant, string | null>;
type Instant = 'startedAt' | 'completedAt';

const runsReading: Reading<CheckAnswer[]> = {
  shape: 'check-runs/2',
  parse: (body) => parseList(toFields(body)?.check_runs, parseRun),
  isCovered: isPageCovered,
};
const statusesReading: Reading<CheckAnswer[]> = {
  shape: 'commit-statuses/2',
  parse: (body) => parseList(toFields(body)?.statuses, parseStatus),
  isCovered: isPageCovered,
};

/** The individual checks of a pull request's head commit. */
export async function fetchChecks(
  { pullRequestUrl, headSha }: ChecksRequest,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
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
  if (sha === null) {
    return toFailed(
      'malformed',
      `GitHub did not report the head commit of ${toSubject(reference)}.`,
    );
  }
  const listed = await listHeadChecks(reference, sha, api, access);
  return listed.kind === 'unread' ? listed.outcome : { kind: 'checks', checks: listed.value };
}

/** The check runs and commit statuses of a head commit; unread unless both are read (S9). */
export async function listHeadChecks(
  reference: PullRequestReference,
  sha: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  // The target repository knows the commits of forks too.
  const commit = `${api.baseUrl}/repos/${toFullName(reference.repository)}/commits/${encode(sha)}`;
  const subject = `the checks of ${toSubject(reference)}`;
  const list = (path: string, reading: Reading<CheckAnswer[]>) => {
    const first: ApiRequest<CheckAnswer[]> = { url: `${commit}/${path}`, subject, reading };
    return listAll(api, first, mostPages, access);
  };
  const runs = await list(`check-runs?per_page=${pageSize}&filter=latest`, runsReading);
  if (runs.kind === 'unread') return runs;
  const statuses = await list(`status?per_page=${pageSize}`, statusesReading);
  if (statuses.kind === 'unread') return statuses;
  return { kind: 'read', value: [...runs.value, ...statuses.value].map(toCheck) };
}

function toCheck({ startedAt, completedAt, ...check }: CheckAnswer): Check {
  return {
    ...check,
    ...unknownRunFields,
    startedAt: parseInstant(startedAt),
    completedAt: parseInstant(completedAt),
  };
}

/** In other states, `started_at` is when the run was requested. */
const startedStatuses = new Set(['in_progress', 'completed']);

function parseRun(entry: unknown): CheckAnswer | undefined {
  const fields = toFields(entry);
  const name = findText(fields, 'name');
  const status = findText(fields, 'status');
  if (name === undefined || status === undefined) return undefined;
  const conclusion = status === 'completed' ? findText(fields, 'conclusion') : undefined;
  return {
    name: toPlainText(name, 200),
    state: toCheckState(conclusion ?? status),
    url: findWebUrl(fields, 'details_url') ?? findWebUrl(fields, 'html_url'),
    description: toDescription(findText(findFields(fields, 'output'), 'title')),
    startedAt: startedStatuses.has(status) ? (findText(fields, 'started_at') ?? null) : null,
    completedAt: status === 'completed' ? (findText(fields, 'completed_at') ?? null) : null,
  };
}

function parseStatus(entry: unknown): CheckAnswer | undefined {
  const fields = toFields(entry);
  const context = findText(fields, 'context');
  const state = findText(fields, 'state');
  if (context === undefined || state === undefined) return undefined;
  return {
    name: toPlainText(context, 200),
    state: toStatusState(state),
    url: findWebUrl(fields, 'target_url'),
    description: toDescription(findText(fields, 'description')),
    ...toStatusTimes(state, fields),
  };
}

/** A finished status was mostly created when it finished, so its start is unknown. */
function toStatusTimes(
  state: string,
  fields: Fields | undefined,
): Pick<CheckAnswer, 'startedAt' | 'completedAt'> {
  const createdAt = findText(fields, 'created_at') ?? null;
  if (toStatusState(state) === 'pending') return { startedAt: createdAt, completedAt: null };
  const completedAt = findText(fields, 'updated_at') ?? createdAt;
  return { startedAt: createdAt === completedAt ? null : createdAt, completedAt };
}

function toDescription(text: string | undefined): string | null {
  return text ? toPlainText(text, 300) : null;
}

const checkStates: Record<string, Check['state']> = {
  success: 'passed',
  neutral: 'passed',
  skipped: 'skipped',
  failure: 'failed',
  timed_out: 'failed',
  cancelled: 'failed',
  action_required: 'failed',
  startup_failure: 'failed',
  stale: 'failed',
};

const statusStates: Record<string, Check['state']> = {
  success: 'passed',
  failure: 'failed',
  error: 'failed',
};

/** By the conclusion of a check run. Without a known conclusion it is still pending. */
export function toCheckState(conclusion: string): Check['state'] {
  return checkStates[conclusion.toLowerCase()] ?? 'pending';
}

/** By the state of a commit status. */
export function toStatusState(state: string): Check['state'] {
  return statusStates[state.toLowerCase()] ?? 'pending';
}
