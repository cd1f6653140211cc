import type { Reading } from '../conditional-client.ts';
import { encode } from '../encode.ts';
import type { Access, Check, PullRequestReference } from '../forge.ts';
import type { ApiRequest, ForgeApi, Unread } from '../forge-api.ts';
import { findFields, findText, findWebUrl, parseList, toFields } from '../json-fields.ts';
import { listAll } from '../paged-list.ts';
import { toPlainText } from '../plain-text.ts';
import { toFullName } from '../repository-identity.ts';
import { toCheckState, toStatusState } from './check-states.ts';
import { isPageCovered, pageSize } from './pages.ts';
import { toSubject } from './pull-requests.ts';

const mostPages = 10;
const runsReading: Reading<Check[]> = {
  shape: 'check-runs/1',
  parse: (body) => parseList(toFields(body)?.check_runs, parseRun),
  isCovered: isPageCovered,
};
const statusesReading: Reading<Check[]> = {
  shape: 'commit-statuses/1',
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
  const list = (path: string, reading: Reading<Check[]>) => {
    const first: ApiRequest<Check[]> = { url: `${commit}/${path}`, subject, reading };
    return listAll(api, first, mostPages, access);
  };
  const runs = await list(`check-runs?per_page=${pageSize}&filter=latest`, runsReading);
  if (runs.kind === 'unread') return runs;
  const statuses = await list(`status?per_page=${pageSize}`, statusesReading);
  if (statuses.kind === 'unread') return statuses;
  return { kind: 'read', value: [...runs.value, ...statuses.value] };
}

function parseRun(entry: unknown): Check | undefined {
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
  };
}

function parseStatus(entry: unknown): Check | undefined {
  const fields = toFields(entry);
  const context = findText(fields, 'context');
  const state = findText(fields, 'state');
  if (context === undefined || state === undefined) return undefined;
  return {
    name: toPlainText(context, 200),
    state: toStatusState(state),
    url: findWebUrl(fields, 'target_url'),
    description: toDescription(findText(fields, 'description')),
  };
}

function toDescription(text: string | undefined): string | null {
  return text ? toPlainText(text, 300) : null;
}
