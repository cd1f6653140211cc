import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import { LogWindow } from '../client/log-window.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import { type LogRead, type LogReadRequest, toLogRead } from '../fetch-log.ts';
import type { Access, LogSource } from '../forge.ts';
import { findInteger, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { encode, toPlainText } from '../parsing/text.ts';
import { pageSize, toRepositoryApiUrl } from './api.ts';
import { parsePullRequestUrl } from './urls.ts';

const jobPage = /\/actions\/runs\/(\d{1,15})\/jobs\/\d{1,15}$/;
const mostPages = 5;

/** Only jobs of Gitea Actions have logs here. Their address has no host. */
export function toLogSource(targetUrl: string | undefined, isDone: boolean): LogSource {
  const path = toPathname(targetUrl ?? '');
  if (!jobPage.test(path)) {
    const reason = 'Another service reported this status. Its page has the log.';
    return { kind: 'none', reason };
  }
  return isDone
    ? { kind: 'readable', key: path }
    : { kind: 'none', reason: 'The job has not finished. Until then, open its page.' };
}

function toPathname(address: string): string {
  return URL.canParse(address, 'https://host') ? new URL(address, 'https://host').pathname : '';
}

interface Listed {
  id: number;
  number: number | null;
  path: string;
}

const runsReading: Reading<Listed[]> = {
  shape: 'action-runs/1',
  parse: (body) => parseList(toFields(body)?.workflow_runs ?? [], parseListed),
  isCovered: () => false,
};
const jobsReading: Reading<Listed[]> = {
  shape: 'action-jobs/1',
  parse: (body) => parseList(toFields(body)?.jobs ?? [], parseListed),
  isCovered: () => false,
};

function parseListed(entry: unknown): Listed | undefined {
  const fields = toFields(entry);
  const id = findInteger(fields, 'id');
  if (id === undefined) return undefined;
  const number = findInteger(fields, 'run_number') ?? null;
  return { id, number, path: toPathname(findText(fields, 'html_url') ?? '') };
}

/** The log of a job of Gitea Actions, which is found by the address of its page. */
export async function readLog(
  { pullRequestUrl, headSha, check, key, range }: LogReadRequest,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
  access: Access,
): Promise<LogRead> {
  const reference = parsePullRequestUrl(pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const actionsUrl = `${toRepositoryApiUrl(reference.repository, api)}/actions`;
  const subject = `the log of ${toPlainText(check.name, 100)}`;
  const job = await findJob({ actionsUrl, path: key, headSha, subject }, api, access);
  if (job.kind === 'unread') return job.status === 404 ? toOld() : job.outcome;
  if (job.value === undefined) return toUnlisted();
  const window = new LogWindow(range);
  const { receive } = window;
  const url = `${actionsUrl}/jobs/${job.value.id}/logs`;
  const downloaded = await api.download({ url, subject, accept: '*/*', receive }, access);
  return toLogRead(downloaded, window);
}

interface JobQuery {
  actionsUrl: string;
  /** The path of the job's page. */
  path: string;
  headSha: string | null;
  subject: string;
}

/** Gitea addresses pages by the number of the run, and its API by the id. */
async function findJob(
  { actionsUrl, path, headSha, subject }: JobQuery,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Listed | undefined>> {
  const filter = headSha === null ? '' : `head_sha=${encode(headSha)}&`;
  const url = `${actionsUrl}/runs?${filter}limit=${pageSize}`;
  const runs = await api.read({ url, subject, reading: runsReading }, access);
  if (runs.kind === 'unread') return runs;
  const number = Number(jobPage.exec(path)?.[1]);
  const run =
    runs.value.find((one) => path.startsWith(`${one.path}/`)) ??
    runs.value.find((one) => one.number === number || one.id === number);
  if (!run) return { kind: 'read', value: undefined };
  const first = {
    url: `${actionsUrl}/runs/${run.id}/jobs?limit=${pageSize}`,
    subject,
    reading: jobsReading,
  };
  const jobs = await listAll(api, first, mostPages, access);
  if (jobs.kind === 'unread') return jobs;
  return { kind: 'read', value: jobs.value.find((job) => job.path === path) };
}

function toOld(): LogRead {
  const reason =
    'This server does not serve the jobs of its Actions over the API. Newer versions of Gitea do.';
  return { kind: 'no_log', reason };
}

function toUnlisted(): LogRead {
  const reason = 'This server no longer lists this job. Its page may have the log.';
  return { kind: 'no_log', reason };
}
