import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import { LogWindow } from '../client/log-window.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import { type LogRead, type LogReadRequest, toExpired, toLogRead } from '../fetch-log.ts';
import type { Access, Check, LogSource } from '../forge.ts';
import {
  type Fields,
  findFields,
  findInteger,
  findText,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';
import { isPageCovered, pageSize } from './api.ts';
import { parsePullRequestUrl } from './urls.ts';

/** The app of GitHub Actions. The id of its check run is that of the job. */
const actions = 'github-actions';
const jobPrefix = 'job/';
const mostPages = 5;

/** Where the log of a check run is: of a job in GitHub Actions, else in what its app wrote. */
export function toLogSource(fields: Fields | undefined, state: Check['state']): LogSource {
  const id = findInteger(fields, 'id');
  const isJob = findText(findFields(fields, 'app'), 'slug') === actions;
  const isCompleted = findText(fields, 'status') === 'completed';
  if (id === undefined)
    return { kind: 'none', reason: 'GitHub did not report the id of this run.' };
  if (isJob && state === 'skipped') return { kind: 'none', reason: 'The job was skipped.' };
  if (isJob && isCompleted) return { kind: 'readable', key: `${jobPrefix}${id}` };
  const output = findFields(fields, 'output');
  const hasText = ['summary', 'text'].some((name) => findText(output, name));
  const hasNotes = (findInteger(output, 'annotations_count') ?? 0) > 0;
  if (hasText || hasNotes) return { kind: 'readable', key: `run/${id}` };
  const reason = isJob
    ? 'GitHub serves the log of a job when the job has finished. Until then, open its page.'
    : 'The app of this check wrote no output. Its page may have more.';
  return { kind: 'none', reason };
}

export const noStatusLog: LogSource = {
  kind: 'none',
  reason: 'A commit status has only a description. Its page has the log.',
};

/** The log of a job with its annotations, or the output of a check run. */
export async function readLog(
  { pullRequestUrl, check, key, range }: LogReadRequest,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
  access: Access,
): Promise<LogRead> {
  const reference = parsePullRequestUrl(pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const source: Source = {
    repositoryUrl: `${api.baseUrl}/repos/${toFullName(reference.repository)}`,
    id: key.slice(key.indexOf('/') + 1),
    subject: `the log of ${toPlainText(check.name, 100)}`,
  };
  const window = new LogWindow(range);
  return key.startsWith(jobPrefix)
    ? readJob(source, check, window, api, access)
    : readOutput(source, window, api, access);
}

interface Source {
  repositoryUrl: string;
  id: string;
  subject: string;
}

async function readJob(
  source: Source,
  check: Check,
  window: LogWindow,
  api: ForgeApi,
  access: Access,
): Promise<LogRead> {
  const { repositoryUrl, id, subject } = source;
  const url = `${repositoryUrl}/actions/jobs/${id}/logs`;
  const { receive } = window;
  const accept = 'application/vnd.github+json';
  const downloaded = await api.download({ url, subject, accept, receive }, access);
  const isGone = downloaded.kind === 'unread' && [404, 410].includes(downloaded.status ?? 0);
  if (downloaded.kind === 'unread' && !isGone) return toLogRead(downloaded, window);
  // The log has the reason, so these may be missing.
  const notes = check.state === 'failed' ? await readAnnotations(source, api, access) : [];
  window.addLines(notes);
  if (!isGone || notes.length > 0) return { kind: 'log', log: window.finish() };
  if (downloaded.kind === 'unread' && downloaded.status === 410) return toExpired();
  const reason =
    'GitHub has no log of this job: it did not start, or its log was deleted. Its page may say more.';
  return { kind: 'no_log', reason };
}

interface Output {
  title: string;
  summary: string;
  text: string;
}

const outputReading: Reading<Output> = {
  shape: 'check-output/1',
  parse: (body) => {
    const output = findFields(toFields(body), 'output');
    const [title = '', summary = '', text = ''] = ['title', 'summary', 'text'].map((name) =>
      findText(output, name),
    );
    return output && { title, summary, text };
  },
};

/** What another app wrote into its check run. */
async function readOutput(
  source: Source,
  window: LogWindow,
  api: ForgeApi,
  access: Access,
): Promise<LogRead> {
  const { repositoryUrl, id, subject } = source;
  const url = `${repositoryUrl}/check-runs/${id}`;
  const read = await api.read({ url, subject, reading: outputReading }, access);
  if (read.kind === 'unread') return toLogRead(read, window);
  const { title, summary, text } = read.value;
  const written = [title, summary, text].filter((part) => part !== '').join('\n\n');
  if (written !== '') window.addLines(written.split(/\r?\n/));
  window.addLines(await readAnnotations(source, api, access));
  return { kind: 'log', log: window.finish() };
}

const annotationsReading: Reading<{ line: string | null }[]> = {
  shape: 'annotations/1',
  parse: (body) => parseList(body, (entry) => ({ line: parseAnnotation(entry) })),
  isCovered: isPageCovered,
};

const marks: Record<string, string> = { failure: 'error', warning: 'warning', notice: 'notice' };

/** Says no more than that a step failed. */
const exitCode = /^Process completed with exit code \d{1,5}\.$/;

/** As a line of a log; null for one that adds nothing to it. */
function parseAnnotation(entry: unknown): string | null {
  const fields = toFields(entry);
  const message = findText(fields, 'message');
  if (message === undefined || exitCode.test(message)) return null;
  const mark = marks[findText(fields, 'annotation_level') ?? ''] ?? 'notice';
  const line = findInteger(fields, 'start_line');
  const path = findText(fields, 'path') ?? '';
  // GitHub puts annotations without a place on its own folder.
  const place = path === '' || path === '.github' ? '' : `${path}${line ? `:${line}` : ''}: `;
  const title = findText(fields, 'title');
  return `##[${mark}]${place}${title ? `${title}: ` : ''}${message}`;
}

/** In a group at the end of the log; empty when they cannot be read. */
async function readAnnotations(
  { repositoryUrl, id, subject }: Source,
  api: ForgeApi,
  access: Access,
): Promise<string[]> {
  const url = `${repositoryUrl}/check-runs/${id}/annotations?per_page=${pageSize}`;
  const first = { url, subject, reading: annotationsReading };
  const listed = await listAll(api, first, mostPages, access);
  if (listed.kind === 'unread') return [];
  const lines = listed.value.flatMap(({ line }) => line?.split(/\r?\n/) ?? []);
  if (lines.length === 0) return [];
  return ['##[group]Annotations', ...lines, '##[endgroup]'];
}
