import type { SelectionSide } from '@pierre/diffs';
import type { ReviewThread } from '../../../../../src/contract/pull-request.ts';
import { messages } from '../../../text/messages.ts';
import { type LineRow, listLineRows } from '../comments/line-rows.ts';
import type { DiffEntry } from '../diff-entries.ts';
import type { FindLine } from './suggested-lines.ts';

/** A thread below a line of the diff. */
export interface PlacedThread {
  thread: ReviewThread;
  path: string;
  side: SelectionSide;
  line: number;
  /** At its line; else below the first line of its file, and why. */
  where: 'line' | 'file' | 'outdated' | 'not_shown';
  /** The lines of the file after the change, as far as they are known. */
  lines: FindLine;
}

export interface PlacedThreads {
  /** In the order of the diff. */
  placed: readonly PlacedThread[];
  /** On files whose lines are not shown. */
  elsewhere: readonly ReviewThread[];
}

/** Finds the lines of threads in the current diff. Those of the conversation have none. */
export function placeThreads(
  threads: readonly ReviewThread[],
  entries: readonly DiffEntry[],
): PlacedThreads {
  const placed: PlacedThread[] = [];
  const left = new Set(threads.filter(({ path }) => path !== null));
  for (const { file, patch } of entries) {
    const ofFile = [...left].filter(
      ({ path, side }) => path === file.path || (side === 'old' && path === file.previous_path),
    );
    if (ofFile.length === 0 || patch?.content.state !== 'text') continue;
    const rows = listLineRows(patch.content.fileDiff).filter(({ inPatch }) => inPatch);
    const top = rows[0];
    if (!top) continue;
    const byLine = new Map(rows.map((row) => [row.newLine, row.text]));
    const lines: FindLine = (line) => byLine.get(line);
    const found = ofFile.map((thread) => {
      left.delete(thread);
      return { thread, path: file.path, lines, ...findPlace(thread, rows, top) };
    });
    const order = (one: PlacedThread) =>
      rows.findIndex((row) => isRow(row, one.side, one.line)) + (one.where === 'line' ? 0.5 : 0);
    placed.push(...found.toSorted((one, other) => order(one) - order(other)));
  }
  return { placed, elsewhere: [...left] };
}

function findPlace(
  thread: ReviewThread,
  rows: readonly LineRow[],
  top: LineRow,
): Pick<PlacedThread, 'side' | 'line' | 'where'> {
  const { line, original_line: original, side, outdated } = thread;
  const atTop = toPoint(top);
  if (line === null && original === null && outdated !== true) return { ...atTop, where: 'file' };
  if (line === null || outdated === true) return { ...atTop, where: 'outdated' };
  const name = side === 'old' ? 'oldLine' : 'newLine';
  const row = rows.find((each) => each[name] === line);
  return row ? { ...toPoint(row), where: 'line' } : { ...atTop, where: 'not_shown' };
}

/** An unchanged line is one of the new side. */
function toPoint({ oldLine, newLine }: LineRow): { side: SelectionSide; line: number } {
  return newLine === null
    ? { side: 'deletions', line: oldLine ?? 0 }
    : { side: 'additions', line: newLine };
}

function isRow(row: LineRow, side: SelectionSide, line: number): boolean {
  return side === 'deletions' ? row.oldLine === line : row.newLine === line;
}

/** Why a thread is not at its line. */
export function formatWhere(
  where: PlacedThread['where'],
  { line, original_line: original }: ReviewThread,
): string | undefined {
  const text = messages.threadList;
  switch (where) {
    case 'line':
      return undefined;
    case 'file':
      return text.ofFile;
    case 'outdated':
      return text.wasAt(original ?? line);
    case 'not_shown':
      return text.notShown(line);
  }
}
