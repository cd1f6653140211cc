import type { Reading } from '../client/conditional-client.ts';
import { LogWindow } from '../client/log-window.ts';
import { type LogRead, type LogReadRequest, toExpired, toLogRead } from '../fetch-log.ts';
import type { Access, LogSource, LogText } from '../forge.ts';
import { findFields, findInteger, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { encode, toPlainText } from '../parsing/text.ts';
import { type AzureDevOpsApi, toListReading } from './api.ts';
import { toOwnerParts } from './names.ts';

/** Of a longer log, only the end is transferred. */
const mostWholeLines = 100_000;

/** Builds of policies have logs; statuses only an address. */
export function toLogSource(buildId: number | null, projectId: string | null): LogSource {
  if (buildId === null || projectId === null) {
    return { kind: 'none', reason: 'This check belongs to no build. Its page may have more.' };
  }
  return { kind: 'readable', key: `${projectId}/${buildId}` };
}

export const noStatusLog: LogSource = {
  kind: 'none',
  reason: 'Another service posted this status. Its page has the log.',
};

/** A task or job of a build. */
interface Task {
  isTask: boolean;
  hasFailed: boolean;
  startedAt: string;
  logId: number;
  /** Where the log has the first error that the task reported. */
  errorLine: number | null;
}

const timelineReading: Reading<Task[]> = {
  shape: 'timeline/1',
  parse: (body) =>
    parseList(toFields(body)?.records ?? [], (entry) => ({ task: parseTask(entry) }))?.flatMap(
      ({ task }) => task ?? [],
    ),
};

function parseTask(entry: unknown): Task | undefined {
  const fields = toFields(entry);
  const logId = findInteger(findFields(fields, 'log'), 'id');
  if (logId === undefined) return undefined;
  const issues = parseList(fields?.issues ?? [], (issue) => ({ line: findErrorLine(issue) })) ?? [];
  return {
    isTask: findText(fields, 'type') === 'Task',
    hasFailed: findText(fields, 'result') === 'failed',
    startedAt: findText(fields, 'startTime') ?? '',
    logId,
    errorLine: issues.find(({ line }) => line !== null)?.line ?? null,
  };
}

function findErrorLine(issue: unknown): number | null {
  const fields = toFields(issue);
  if (findText(fields, 'type') !== 'error') return null;
  const line = Number(findText(findFields(fields, 'data'), 'logFileLineNumber'));
  return Number.isInteger(line) && line > 0 ? line - 1 : null;
}

const logsReading = toListReading('build-logs/1', (entry) => {
  const fields = toFields(entry);
  const id = findInteger(fields, 'id');
  return id === undefined ? undefined : { id, lineCount: findInteger(fields, 'lineCount') ?? 0 };
});

/** The log of the task of a build that failed, or of the latest one. */
export async function readLog(
  { repository, check, key, range }: LogReadRequest,
  { api }: { api: AzureDevOpsApi },
  access: Access,
): Promise<LogRead> {
  const { organization } = toOwnerParts(repository);
  const [project = '', build = ''] = key.split('/');
  const path = `${encode(project)}/_apis/build/builds/${encode(build)}`;
  const subject = `the log of ${toPlainText(check.name, 100)}`;
  const window = new LogWindow(range);
  const url = api.toUrl(organization, `${path}/timeline`);
  const timeline = await api.read({ url, subject, reading: timelineReading }, access);
  if (timeline.kind === 'unread') return toLogRead(timeline, window);
  const task = pickTask(timeline.value);
  if (!task) return { kind: 'no_log', reason: 'No task of this build has written a log.' };
  const logsUrl = api.toUrl(organization, `${path}/logs`);
  const logs = await api.read({ url: logsUrl, subject, reading: logsReading }, access);
  if (logs.kind === 'unread') return toLogRead(logs, window);
  const log = logs.value.find(({ id }) => id === task.logId);
  if (!log) return toExpired();
  const isEnd = range.offset === null && log.lineCount > mostWholeLines;
  const lines = isEnd && {
    startLine: String(log.lineCount - range.lines),
    endLine: String(log.lineCount),
  };
  const request = {
    url: api.toUrl(organization, `${path}/logs/${task.logId}`, { ...lines }),
    subject,
    accept: 'text/plain',
    receive: window.receive,
  };
  const downloaded = await api.download(request, access);
  if (downloaded.kind === 'unread') return toLogRead(downloaded, window);
  if (isEnd) return { kind: 'log', log: window.finishEnd() };
  return { kind: 'log', log: withReportedError(window.finish(), task) };
}

function pickTask(tasks: readonly Task[]): Task | undefined {
  const inOrder = tasks.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
  return (
    inOrder.find(({ isTask, hasFailed }) => isTask && hasFailed) ??
    inOrder.find(({ hasFailed }) => hasFailed) ??
    inOrder.findLast(({ isTask }) => isTask) ??
    inOrder.at(-1)
  );
}

/** A log without any mark has its error where the task reported one. */
function withReportedError(log: LogText, { errorLine }: Task): LogText {
  return log.firstErrorLine === null ? { ...log, firstErrorLine: errorLine } : log;
}
