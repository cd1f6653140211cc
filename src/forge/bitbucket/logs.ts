import type { ForgeApi } from '../client/forge-api.ts';
import { LogWindow } from '../client/log-window.ts';
import { type LogRead, type LogReadRequest, toLogRead } from '../fetch-log.ts';
import type { Access, LogSource } from '../forge.ts';
import { findFields, findText, toFields } from '../parsing/json-fields.ts';
import { encode, toPlainText } from '../parsing/text.ts';
import { readPages, toListReading, toRepositoryApiUrl } from './api.ts';

/** The page of a pipeline, in its old and its new form. */
const pipelinePage = /\/pipelines\/(?:home#!\/)?results\/(\d{1,12})(?:\/|$)/;
/** The end of a log; the lines before it are not transferred. */
const endBytes = 8 * 1024 * 1024;
const mostPages = 5;

/** Only Pipelines have logs here. */
export function toLogSource(url: string | null): LogSource {
  const number = pipelinePage.exec(url ?? '')?.[1];
  return number === undefined
    ? { kind: 'none', reason: 'Another service reported this build. Its page has the log.' }
    : { kind: 'readable', key: number };
}

interface Step {
  uuid: string;
  hasStarted: boolean;
  hasFailed: boolean;
}

const reading = toListReading('pipeline-steps/1', (entry): Step | undefined => {
  const fields = toFields(entry);
  const uuid = findText(fields, 'uuid');
  const state = findFields(fields, 'state');
  const name = findText(state, 'name');
  if (uuid === undefined || name === undefined) return undefined;
  const result = findText(findFields(state, 'result'), 'name') ?? '';
  return {
    uuid,
    hasStarted: name !== 'PENDING' && result !== 'NOT_RUN',
    hasFailed: result === 'FAILED' || result === 'ERROR',
  };
});

/** The log of the step of a pipeline that failed, or of the latest one. */
export async function readLog(
  { repository, check, key, range }: LogReadRequest,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<LogRead> {
  const pipelineUrl = `${toRepositoryApiUrl(repository, api)}/pipelines/${key}`;
  const subject = `the log of ${toPlainText(check.name, 100)}`;
  const first = { url: `${pipelineUrl}/steps/?pagelen=100`, subject, reading };
  const steps = await readPages(api, first, { mostPages }, access);
  const window = new LogWindow(range);
  if (steps.kind === 'unread') return toLogRead(steps, window);
  const started = steps.value.filter(({ hasStarted }) => hasStarted);
  const step = started.find(({ hasFailed }) => hasFailed) ?? started.at(-1);
  if (!step) return { kind: 'no_log', reason: 'No step of this pipeline has started.' };
  const { receive } = window;
  const url = `${pipelineUrl}/steps/${encode(step.uuid)}/log`;
  const accept = 'text/plain, application/octet-stream, */*;q=0.1';
  const end = range.offset === null && { range: `bytes=-${endBytes}` };
  const downloaded = await api.download({ url, subject, accept, receive, ...end }, access);
  // The range of an empty log cannot be satisfied.
  if (downloaded.kind === 'unread' && downloaded.status === 416) {
    return { kind: 'no_log', reason: 'The step has written nothing.' };
  }
  if (downloaded.kind === 'downloaded' && !isFromStart(downloaded.headers)) {
    return { kind: 'log', log: window.finishEnd() };
  }
  return toLogRead(downloaded, window);
}

function isFromStart(headers: Headers): boolean {
  const start = /^bytes (\d{1,15})-/.exec(headers.get('content-range') ?? '')?.[1];
  return start === undefined || Number(start) === 0;
}
