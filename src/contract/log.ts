/*
 * How the log of a check is read: the marks that CI services put into it, its groups, and the line where
 * it went wrong. The server looks for the error while a log passes; the page folds groups. Logs are text
 * of strangers: every step takes linear time, and nothing is expected to be terminated.
 */

export type LogMark =
  | { kind: 'group'; title: string; isStep: boolean }
  | { kind: 'end_group' }
  | { kind: 'error' | 'warning' | 'notice' | 'command' | 'debug' };

export interface LogLine {
  /** Without time and marks. Escape sequences for colours remain. */
  text: string;
  /** The instant that the service put in front of the line. */
  time: string | null;
  mark: LogMark | null;
}

const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z /;
/** GitLab numbers the stream of a line after its time. */
const streamForm = /^[0-9a-f]{2}[OE][ +]/;
const sectionForm =
  /^(?:\x1b\[0K)?section_(start|end):\d{1,20}:([^\r\n[\]]{1,200})(?:\[[^\]\r\n]{0,200}\])?\r?/;
const clearedForm = /^(?:\x1b\[0K)+/;
/** GitHub, Gitea and Azure write `##[error]`; a step that prints it itself `::error file=a.ts::text`. */
const markForm = /^##\[(group|endgroup|error|warning|notice|command|debug|section)\]/;
const workflowForm = /^::(group|endgroup|error|warning|notice|debug)(?: [^:\r\n]{0,1000})?::/;

/** Parses one line of a log, without its line break. */
export function parseLogLine(raw: string): LogLine {
  let text = raw.startsWith('\ufeff') ? raw.slice(1) : raw;
  let time: string | null = null;
  const stamp = timeForm.exec(text)?.[0];
  if (stamp !== undefined) {
    time = stamp.trim();
    text = text.slice(stamp.length).replace(streamForm, '');
  }
  const section = parseSection(text);
  if (section) return { ...section, time };
  text = toLastWritten(text);
  const plain = markForm.exec(text) ?? workflowForm.exec(text);
  if (plain) {
    const rest = text.slice(plain[0].length);
    return { text: rest, time, mark: toMark(plain[1] ?? '', rest) };
  }
  return { text, time, mark: isFailedJob(text) ? { kind: 'error' } : null };
}

/** GitLab puts the end of a section, the start of the next and its header into one line. */
function parseSection(text: string): Pick<LogLine, 'text' | 'mark'> | undefined {
  let rest = text;
  let mark: LogMark | undefined;
  let match = sectionForm.exec(rest);
  while (match) {
    const [whole, edge, name = ''] = match;
    rest = rest.slice(whole.length).replace(clearedForm, '');
    mark = edge === 'start' ? { kind: 'group', title: name, isStep: true } : { kind: 'end_group' };
    match = sectionForm.exec(rest);
  }
  if (!mark) return undefined;
  const header = toLastWritten(rest);
  if (mark.kind !== 'group') return { text: header, mark };
  const title = toPlainLog(header).trim() || mark.title.replaceAll('_', ' ');
  return { text: header, mark: { ...mark, title } };
}

/** A carriage return moves to the start of the line: a progress bar overwrites itself. */
function toLastWritten(text: string): string {
  const line = text.endsWith('\r') ? text.slice(0, -1) : text;
  return line.slice(line.lastIndexOf('\r') + 1);
}

function toMark(name: string, rest: string): LogMark {
  switch (name) {
    case 'group':
      return { kind: 'group', title: toPlainLog(rest), isStep: rest.startsWith('Run ') };
    case 'section':
      return rest.startsWith('Starting')
        ? { kind: 'group', title: toPlainLog(rest), isStep: true }
        : { kind: 'end_group' };
    case 'endgroup':
      return { kind: 'end_group' };
    default:
      return { kind: name as 'error' | 'warning' | 'notice' | 'command' | 'debug' };
  }
}

/** How GitLab's runner ends the log of a failed job. */
function isFailedJob(text: string): boolean {
  return text.includes('ERROR: Job failed') && toPlainLog(text).startsWith('ERROR: Job failed');
}

/** The text without escape sequences and other control characters. */
export function toPlainLog(text: string): string {
  return text
    .replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?/gs, '')
    .replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f]+/g, '');
}

// How compilers, test runners and shells begin the line that says what went wrong.
const errorStart =
  /^\s{0,40}(?:error|fatal|panic|FAIL(?:ED|URE)?|--- FAIL|not ok|Traceback|npm ERR!|✗|✘|✖|×|❌)(?![\w-])/i;
const errorInside =
  /(?:^|[\s:[(])(?:error(?: TS\d{1,6})?|error\[E\d{1,6}\]|fatal error|\w{1,80}(?:Error|Exception)):/;

/** Whether the line says itself that something failed. */
export function looksLikeError(plain: string): boolean {
  return errorStart.test(plain) || errorInside.test(plain);
}

/**
 * Finds where a log went wrong: the first line that looks like an error in the step that the service
 * marks as failed, else the mark. Without any mark, the first line that looks like an error.
 */
export function createErrorFinder() {
  let first: number | undefined;
  let ofStep: number | undefined;
  let marked: number | undefined;
  return {
    add(line: LogLine, number: number): void {
      if (marked !== undefined) return;
      if (line.mark?.kind === 'group' && line.mark.isStep) ofStep = undefined;
      if (line.mark?.kind === 'error') marked = ofStep ?? number;
      else if (line.mark === null && looksLikeError(toPlainLog(line.text))) {
        first ??= number;
        ofStep ??= number;
      }
    },
    /** Whether no further line can change the result. */
    isDone: (): boolean => marked !== undefined,
    find: (): number | undefined => marked ?? first,
  };
}

export interface LogGroup {
  /** The index of the line that opens it. */
  start: number;
  /** The index after its last line. */
  end: number;
  title: string;
}

/** The outermost groups of the lines. One that is not closed ends where the next step begins. */
export function listLogGroups(lines: readonly LogLine[]): LogGroup[] {
  const groups: LogGroup[] = [];
  let open: { start: number; title: string } | undefined;
  let depth = 0;
  const close = (end: number) => {
    if (open) groups.push({ ...open, end });
    open = undefined;
    depth = 0;
  };
  for (const [index, { mark }] of lines.entries()) {
    if (mark?.kind === 'group') {
      if (mark.isStep) close(index);
      open ??= { start: index, title: mark.title };
      depth += 1;
    } else if (mark?.kind === 'end_group' && open) {
      depth -= 1;
      if (depth === 0) close(index + 1);
    }
  }
  close(lines.length);
  return groups;
}

/** Where the lines of a response are in the whole log, in its headers. */
export const logHeaders = {
  firstLine: 'afterpush-log-first-line',
  totalLines: 'afterpush-log-total-lines',
  firstErrorLine: 'afterpush-log-first-error-line',
} as const;
