import { type CheckRun, removeSuperseded, toRun } from '../../domain/checks.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import {
  type ApiRequest,
  type ForgeApi,
  isRateLimited,
  type MaybeRead,
  orUnknown,
} from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import { toFailed, toForeignPullRequest } from '../client/outcomes.ts';
import type {
  Access,
  Check,
  ChecksOutcome,
  ChecksRequest,
  PullRequestReference,
} from '../forge.ts';
import { isRefused } from '../lookup/remember-rules.ts';
import {
  type Fields,
  findFields,
  findInteger,
  findText,
  findWebUrl,
  parseInstant,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, toPlainText } from '../parsing/text.ts';
import { isPageCovered, pageSize } from './api.ts';
import {
  needsWorkflows,
  pickLatestByWorkflow,
  type SuiteRun,
  startedStatuses,
  toCheckName,
  toCheckState,
  toStatusState,
} from './check-runs.ts';
import { noStatusLog, toLogSource } from './logs.ts';
import { readPullRequest, toSubject } from './pull-requests.ts';
import type { RequiredChecks } from './required-checks.ts';
import { parsePullRequestUrl } from './urls.ts';
import { nameWorkflows, workflowsReading } from './workflow-runs.ts';

const mostPages = 10;

/** What a token needs for the checks of a private repository. */
export const checksGrant =
  'Give the token read access to checks and commit statuses, or the scope "repo" if it is a classic one.';

/** Instants are text, because readings are stored as JSON. */
type CheckAnswer = Omit<SuiteRun<Check>, Instant | 'required'> & Record<Instant, string | null>;
type Instant = 'startedAt' | 'completedAt' | 'reportedAt';

const runsReading: Reading<CheckAnswer[]> = {
  shape: 'check-runs/5',
  parse: (body) => parseList(toFields(body)?.check_runs, parseRun),
  isCovered: isPageCovered,
};
const statusesReading: Reading<CheckAnswer[]> = {
  shape: 'commit-statuses/5',
  parse: (body) => parseList(toFields(body)?.statuses, parseStatus),
  isCovered: isPageCovered,
};

interface ChecksDeps {
  webBaseUrl: string;
  api: ForgeApi;
  requiredChecks: RequiredChecks;
}

/** The individual checks of a pull request's head commit. */
export async function fetchChecks(
  { pullRequestUrl, headSha }: ChecksRequest,
  { webBaseUrl, api, requiredChecks }: ChecksDeps,
  access: Access,
): Promise<ChecksOutcome> {
  const reference = parsePullRequestUrl(pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const sha = headSha ?? read.value.head.sha;
  if (sha === null) {
    return toFailed(
      'malformed',
      `GitHub did not report the head commit of ${toSubject(reference)}.`,
    );
  }
  const listed = await listHeadChecks(reference, sha, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const { baseBranch } = read.value;
  const names = await requiredChecks.find(reference.repository, baseBranch, access);
  if (isRateLimited(names)) return names.outcome;
  const base = { repository: reference.repository, branch: baseBranch };
  const runs = removeSuperseded(listed.value);
  const checks = [...requiredChecks.mark(runs, orUnknown(names, null), base, access)];
  return { kind: 'checks', checks };
}

/** The newest check runs and commit statuses of a head commit; unread unless both are read (S9). */
export function listHeadChecks(
  reference: PullRequestReference,
  sha: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  // The target repository knows the commits of forks too.
  const commit = { repository: reference.repository, sha };
  const subject = `the checks of ${toSubject(reference)}`;
  return listCommitChecks(commit, { subject }, api, access);
}

/** The commit statuses of one commit, which may have been read a moment ago. */
export interface RecentStatuses {
  find(): readonly SuiteRun<Check>[] | undefined;
  save(statuses: readonly SuiteRun<Check>[]): void;
}

/** The same for a commit, whichever pull request it is of. Statuses that are recent are not read again. */
export async function listCommitChecks(
  { repository: target, sha }: { repository: RepositoryReference; sha: string },
  { subject, recent }: { subject: string; recent?: RecentStatuses },
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  const repository = `${api.baseUrl}/repos/${toFullName(target)}`;
  const commit = `${repository}/commits/${encode(sha)}`;
  const list = <Item>(url: string, reading: Reading<Item[]>) => {
    const first: ApiRequest<Item[]> = { url, subject, reading };
    return listAll(api, first, mostPages, access);
  };
  const query = `per_page=${pageSize}`;
  const runs = await list(`${commit}/check-runs?${query}&filter=latest`, runsReading);
  if (runs.kind === 'unread') return runs;
  const readStatuses = async () => {
    const statuses = await list(`${commit}/status?${query}`, statusesReading);
    if (statuses.kind === 'unread') return statuses;
    const value = statuses.value.map(toCheck);
    recent?.save(value);
    return { kind: 'read' as const, value };
  };
  const known = recent?.find();
  const statuses = known ? { kind: 'read' as const, value: known } : await readStatuses();
  if (statuses.kind === 'unread') return statuses;
  const checks = runs.value.map(toCheck);
  const url = `${repository}/actions/runs?head_sha=${encode(sha)}&${query}`;
  const workflows = needsWorkflows(checks) ? await list(url, workflowsReading) : undefined;
  if (workflows?.kind === 'unread' && !isRefused(workflows)) return workflows;
  // Where they are never readable, runs of one name count once: GitHub itself merges by the newest of them.
  const ofSuite = nameWorkflows(workflows?.kind === 'read' ? workflows.value : []);
  const listed = [...checks, ...statuses.value];
  const value = pickLatestByWorkflow(listed, ({ suite }) => ofSuite.get(suite ?? 0) ?? null);
  return { kind: 'read', value };
}

/** A check run as a delivery contains it; undefined when something that counts is missing. */
export function parseDeliveredRun(entry: unknown): CheckRun | undefined {
  const run = parseRun(entry);
  return run && run.sequence !== null && run.suite !== null ? toRun(toCheck(run)) : undefined;
}

/** A commit status as a delivery contains it. */
export function parseDeliveredStatus(entry: unknown): CheckRun | undefined {
  const status = parseStatus(entry);
  return status && toRun(toCheck(status));
}

function toCheck({ startedAt, completedAt, reportedAt, ...check }: CheckAnswer): SuiteRun<Check> {
  return {
    ...check,
    required: null,
    startedAt: parseInstant(startedAt),
    completedAt: parseInstant(completedAt),
    reportedAt: parseInstant(reportedAt),
  };
}

function parseRun(entry: unknown): CheckAnswer | undefined {
  const fields = toFields(entry);
  const name = findText(fields, 'name');
  const status = findText(fields, 'status');
  if (name === undefined || status === undefined) return undefined;
  const conclusion = status === 'completed' ? findText(fields, 'conclusion') : undefined;
  const state = toCheckState(conclusion ?? status);
  return {
    name: toCheckName(name),
    app: findText(findFields(fields, 'app'), 'slug') ?? null,
    workflow: null,
    state,
    sequence: findInteger(fields, 'id') ?? null,
    suite: findInteger(findFields(fields, 'check_suite'), 'id') ?? null,
    isCancelled: conclusion === 'cancelled',
    url: findWebUrl(fields, 'details_url') ?? findWebUrl(fields, 'html_url'),
    description: toRunDescription(conclusion, findText(findFields(fields, 'output'), 'title')),
    startedAt: startedStatuses.has(status) ? (findText(fields, 'started_at') ?? null) : null,
    completedAt: status === 'completed' ? (findText(fields, 'completed_at') ?? null) : null,
    reportedAt: null,
    log: toLogSource(fields, state),
  };
}

function parseStatus(entry: unknown): CheckAnswer | undefined {
  const fields = toFields(entry);
  const context = findText(fields, 'context');
  const state = findText(fields, 'state');
  if (context === undefined || state === undefined) return undefined;
  return {
    ...noRunFields,
    name: toCheckName(context),
    state: toStatusState(state),
    url: findWebUrl(fields, 'target_url'),
    description: toDescription(findText(fields, 'description')),
    reportedAt: findText(fields, 'created_at') ?? null,
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

/** What only check runs have. */
const noRunFields = {
  app: null,
  workflow: null,
  sequence: null,
  suite: null,
  isCancelled: false,
  log: noStatusLog,
};

function toRunDescription(conclusion: string | undefined, title: string | undefined) {
  if (conclusion !== 'action_required') return toDescription(title);
  return toDescription(`A person must act at GitHub before it goes on. ${title ?? ''}`);
}

function toDescription(text: string | undefined): string | null {
  return text ? toPlainText(text, 300) : null;
}
