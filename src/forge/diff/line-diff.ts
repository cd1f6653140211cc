import { createPace, type Paced } from '../../platform/paced.ts';

/** Lines `start` to `end` of the old text became lines `newStart` to `newEnd` of the new one. */
interface Change {
  start: number;
  end: number;
  newStart: number;
  newEnd: number;
}

export interface HunkLimits {
  /** The longest result, in characters. */
  maxLength: number;
  /** A text with more lines is not compared. */
  maxLines?: number;
  /** With more changed lines the result is correct, but not the shortest possible. */
  maxEdits?: number;
}

const contextLines = 3;
/** Looking up a line takes as long as comparing some. */
const stepsPerLookup = 5;
/** How many lines are compared at most, which is a few dozen milliseconds. */
const maxComparisons = 5_000_000;

/**
 * The hunks between two texts as git prints them, from the first `@@` on; empty when they are equal,
 * undefined when they are too long. Counts before it compares: of two texts without a common line,
 * nothing is compared at all.
 */
export function* computeHunks(
  before: string,
  after: string,
  { maxLength, maxLines = 100_000, maxEdits = 2_000 }: HunkLimits,
): Paced<string | undefined> {
  if (before === after) return '';
  const old = yield* splitLines(before, maxLines);
  const current = yield* splitLines(after, maxLines);
  if (!old || !current) return undefined;
  const middle = yield* trimEqualEnds(old, current);
  const count = yield* countUnmatched(old, current, middle);
  if (count.length > maxLength) return undefined;
  const changes =
    count.lines > maxEdits ? [middle] : yield* findChanges(old, current, middle, maxEdits);
  return yield* formatHunks(old, current, changes, maxLength);
}

/** Lines with their line breaks, so that a missing one at the end makes a difference. */
function* splitLines(text: string, maxLines: number): Paced<string[] | undefined> {
  const pace = createPace();
  const lines: string[] = [];
  let start = 0;
  while (start < text.length) {
    if (lines.length === maxLines) return undefined;
    const end = text.indexOf('\n', start) + 1 || text.length;
    lines.push(text.slice(start, end));
    start = end;
    if (pace.isDue()) yield;
  }
  return lines;
}

/** What is left between the equal lines at the beginning and at the end. */
function* trimEqualEnds(old: readonly string[], current: readonly string[]): Paced<Change> {
  const pace = createPace();
  let start = 0;
  while (start < old.length && start < current.length && old[start] === current[start]) {
    start += 1;
    if (pace.isDue()) yield;
  }
  let end = old.length;
  let newEnd = current.length;
  while (end > start && newEnd > start && old[end - 1] === current[newEnd - 1]) {
    end -= 1;
    newEnd -= 1;
    if (pace.isDue()) yield;
  }
  return { start, end, newStart: start, newEnd };
}

/** How many lines occur more often in one of the texts, and their length: no diff is shorter. */
function* countUnmatched(
  old: readonly string[],
  current: readonly string[],
  { start, end, newStart, newEnd }: Change,
): Paced<{ lines: number; length: number }> {
  const pace = createPace();
  const surplus = new Map<string, number>();
  const add = (line: string, by: number) => surplus.set(line, (surplus.get(line) ?? 0) + by);
  for (let at = start; at < end; at += 1) {
    add(old[at] ?? '', 1);
    if (pace.isDue(stepsPerLookup)) yield;
  }
  for (let at = newStart; at < newEnd; at += 1) {
    add(current[at] ?? '', -1);
    if (pace.isDue(stepsPerLookup)) yield;
  }
  let lines = 0;
  let length = 0;
  for (const [line, times] of surplus) {
    lines += Math.abs(times);
    length += Math.abs(times) * (line.length + 1);
    if (pace.isDue()) yield;
  }
  return { lines, length };
}

/**
 * Myers' algorithm: the fewest lines removed and added. Gives up with one large change when there are
 * more than `maxEdits`, or after `maxComparisons`.
 */
function* findChanges(
  old: readonly string[],
  current: readonly string[],
  middle: Change,
  maxEdits: number,
): Paced<Change[]> {
  const pace = createPace();
  const { start, end, newStart, newEnd } = middle;
  const oldCount = end - start;
  const newCount = newEnd - newStart;
  const limit = Math.min(maxEdits, oldCount + newCount);
  /** The furthest old line per diagonal; diagonal k is at `k + limit + 1`. */
  const furthest = new Int32Array(2 * limit + 3);
  const rounds: Int32Array[] = [];
  let comparisons = 0;
  for (let edits = 0; edits <= limit; edits += 1) {
    const center = limit + 1;
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const below = furthest[center + diagonal - 1] ?? 0;
      const above = furthest[center + diagonal + 1] ?? 0;
      const isInsertion = diagonal === -edits || (diagonal !== edits && below < above);
      const first = isInsertion ? above : below + 1;
      let x = first;
      while (
        x < oldCount &&
        x - diagonal < newCount &&
        old[start + x] === current[newStart + x - diagonal]
      ) {
        x += 1;
      }
      furthest[center + diagonal] = x;
      comparisons += 1 + x - first;
      if (pace.isDue(1 + x - first)) yield;
      if (x >= oldCount && x - diagonal >= newCount) {
        return traceBack(rounds, { edits, diagonal }, middle);
      }
    }
    if (comparisons > maxComparisons) return [middle];
    rounds.push(furthest.slice(center - edits, center + edits + 1));
  }
  return [middle];
}

/** Follows the rounds from the end to the beginning. `rounds[d]` has the diagonals -d to d. */
function traceBack(
  rounds: readonly Int32Array[],
  last: { edits: number; diagonal: number },
  { start, newStart }: Change,
): Change[] {
  const changes: Change[] = [];
  let { diagonal } = last;
  for (let edits = last.edits; edits > 0; edits -= 1) {
    const round = rounds[edits - 1];
    const at = (wanted: number) => round?.[wanted + edits - 1] ?? 0;
    const isInsertion =
      diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const previousDiagonal = isInsertion ? diagonal + 1 : diagonal - 1;
    const previousX = at(previousDiagonal);
    const previousY = previousX - previousDiagonal;
    addBefore(changes, {
      start: start + previousX,
      end: start + previousX + (isInsertion ? 0 : 1),
      newStart: newStart + previousY,
      newEnd: newStart + previousY + (isInsertion ? 1 : 0),
    });
    diagonal = previousDiagonal;
  }
  return changes.toReversed();
}

/** Joins an edit with the change that follows it directly; changes are in reverse order. */
function addBefore(changes: Change[], edit: Change): void {
  const next = changes.at(-1);
  if (next && next.start === edit.end && next.newStart === edit.newEnd) {
    next.start = edit.start;
    next.newStart = edit.newStart;
  } else changes.push(edit);
}

/** Changes with at most twice the context between them share a hunk. */
function* formatHunks(
  old: readonly string[],
  current: readonly string[],
  changes: readonly Change[],
  maxLength: number,
): Paced<string | undefined> {
  const hunks: string[] = [];
  let length = 0;
  for (let first = 0; first < changes.length; ) {
    let last = first;
    while (isNear(changes[last], changes[last + 1])) last += 1;
    const hunk = yield* formatHunk(old, current, changes.slice(first, last + 1));
    length += hunk.length;
    if (length > maxLength) return undefined;
    hunks.push(hunk);
    first = last + 1;
  }
  return hunks.join('');
}

function isNear(change: Change | undefined, next: Change | undefined): boolean {
  return !!change && !!next && next.start - change.end <= 2 * contextLines;
}

function* formatHunk(
  old: readonly string[],
  current: readonly string[],
  changes: readonly Change[],
): Paced<string> {
  const [first] = changes;
  const last = changes.at(-1);
  if (!first || !last) return '';
  const leading = Math.min(contextLines, first.start);
  const trailing = Math.min(contextLines, old.length - last.end);
  const start = first.start - leading;
  const newStart = first.newStart - leading;
  const end = last.end + trailing;
  const newEnd = last.newEnd + trailing;
  const ranges = `-${formatRange(start, end)} +${formatRange(newStart, newEnd)}`;
  const parts = [`@@ ${ranges} @@\n`];
  let at = start;
  for (const change of changes) {
    parts.push(yield* formatLines(' ', old, at, change.start));
    parts.push(yield* formatLines('-', old, change.start, change.end));
    parts.push(yield* formatLines('+', current, change.newStart, change.newEnd));
    at = change.end;
  }
  parts.push(yield* formatLines(' ', old, at, end));
  return parts.join('');
}

const linesPerPart = 2_000;

function* formatLines(
  sign: string,
  lines: readonly string[],
  start: number,
  end: number,
): Paced<string> {
  const parts: string[] = [];
  for (let at = start; at < end; at += linesPerPart) {
    const part = lines.slice(at, Math.min(end, at + linesPerPart));
    parts.push(part.map((line) => formatLine(sign, line)).join(''));
    if (at + linesPerPart < end) yield;
  }
  return parts.join('');
}

/** Counted from 1; an empty range names the line before it. */
function formatRange(start: number, end: number): string {
  const count = end - start;
  return `${count === 0 ? start : start + 1},${count}`;
}

function formatLine(sign: string, line: string): string {
  return line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
}
