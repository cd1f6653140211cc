import type { Reading } from '../client/conditional-client.ts';
import type { ApiRequest, ForgeApi, Unread } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access, Check, PullRequestReference } from '../forge.ts';
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
import { toCheckState, toStatusState } from './check-states.ts';
import { isPageCovered, pageSize } from './pages.ts';
import { toSubject } from './pull-requests.ts';

const mostPages = 10;

/** Instants stay text while they are remembered. */
type CheckAnswer = Omit<Check, Instant> & Record<Instant, string | null>;
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

/** The checks of a head commit: check runs and commit statuses. Half of them is no answer (S9). */
export async function listHeadChecks(
  reference: PullRequestReference,
  sha: string,
  api: ForgeApi,
  access: Access,
): Promise<{ kind: 'read'; value: Check[] } | Unread> {
  // A fork's commit is known to the repository that it is to be merged into.
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
    startedAt: parseInstant(startedAt),
    completedAt: parseInstant(completedAt),
  };
}

/** What has not begun says when it was asked for. */
const beginning = new Set(['in_progress', 'completed']);

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
    startedAt: beginning.has(status) ? (findText(fields, 'started_at') ?? null) : null,
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

/** One that has ended was mostly made when it ended: it does not say when it began. */
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
