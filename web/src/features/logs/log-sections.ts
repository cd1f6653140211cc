import {
  type LogLine,
  type LogMark,
  listLogGroups,
  parseLogLine,
} from '../../../../src/contract/log.ts';
import { type AnsiSpan, parseAnsi, plainStyle } from './parse-ansi.ts';

export interface ShownLine {
  /** The number in the whole log, from 1; in what was read where its start is unknown. */
  number: number;
  mark: Exclude<LogMark['kind'], 'group' | 'end_group'> | null;
  spans: readonly AnsiSpan[];
}

/** A run of lines; a group of the log has a title and can be folded. */
export interface LogSection {
  title: string | null;
  lines: readonly ShownLine[];
  hasError: boolean;
}

/** Divides a log into its groups and the lines between them, a few hundred lines at most each. */
export function buildLogSections(
  raw: readonly string[],
  firstLine: number,
  firstError: number | null,
): LogSection[] {
  const lines = raw.map(parseLogLine);
  const shown = toShownLines(lines, firstLine);
  const sections: LogSection[] = [];
  const add = (title: string | null, from: number, to: number) => {
    const part = shown.slice(from, to).filter((line) => line !== null);
    const hasError = firstError !== null && firstError >= from && firstError < to;
    if (title !== null) sections.push({ title, lines: part, hasError });
    else sections.push(...splitLines(part));
  };
  let from = 0;
  for (const { start, end, title } of listLogGroups(lines)) {
    add(null, from, start);
    // A group without lines is a heading.
    add(title, start, end);
    from = end;
  }
  add(null, from, lines.length);
  return sections;
}

/** Lines that open or close a group have no text of their own. */
function toShownLines(lines: readonly LogLine[], firstLine: number): (ShownLine | null)[] {
  let style = plainStyle;
  return lines.map(({ text, mark }, index) => {
    if (mark?.kind === 'group') return null;
    const { spans, end } = parseAnsi(text, style);
    style = end;
    if (mark?.kind === 'end_group' && spans.length === 0) return null;
    const kind = mark === null || mark.kind === 'end_group' ? null : mark.kind;
    return { number: firstLine + index + 1, mark: kind, spans };
  });
}

const linesPerSection = 200;

function splitLines(lines: readonly ShownLine[]): LogSection[] {
  const sections: LogSection[] = [];
  for (let at = 0; at < lines.length; at += linesPerSection) {
    const part = lines.slice(at, at + linesPerSection);
    sections.push({ title: null, lines: part, hasError: false });
  }
  return sections;
}
