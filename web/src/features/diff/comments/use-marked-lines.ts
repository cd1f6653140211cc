import type { FileDiffMetadata, SelectedLineRange } from '@pierre/diffs';
import { type RefObject, useCallback } from 'react';
import { messages } from '../../../text/messages.ts';
import type { DiffEntry } from '../diff-entries.ts';
import type { ViewerControl } from '../viewer-control.ts';
import type { SelectedLines } from '../viewer-items.ts';
import type { DraftStore } from './comment-draft-store.ts';
import { findMarkedPlace, isSamePlace } from './comment-place.ts';
import { findRowAt, type LineRow, listLineRows, toLineName } from './line-rows.ts';
import type { PlacedComments } from './place-comments.ts';

interface MarkedLines {
  store: DraftStore;
  placed: PlacedComments;
  byPath: ReadonlyMap<string, DiffEntry>;
  viewer: RefObject<ViewerControl | null>;
  headSha: string | null;
  onMark: (lines: SelectedLines) => void;
  /** Heard, not seen: the mark is what is seen. */
  tellLine: (sentence: string) => void;
  say: (sentence: string) => void;
}

/** Writing at marked lines, and marking the next one by key. */
export function useMarkedLines(parts: MarkedLines) {
  const { store, placed, byPath, viewer, headSha, onMark, tellLine, say } = parts;
  const startAt = useCallback(
    ({ path, range }: SelectedLines) => {
      const entry = byPath.get(path);
      const file = findFileDiff(entry);
      const previousPath = entry?.file.previous_path ?? null;
      const marked = file && findMarkedPlace(file, { path, previousPath }, range);
      if (!marked) return say(messages.comments.saidNotShown);
      const known = [...placed.drafts].find(
        ([, each]) => each.state === 'shown' && isSamePlace(each.place, marked.place),
      );
      if (known) store.open(known[0]);
      else store.add(marked, headSha);
    },
    [store, placed, byPath, headSha, say],
  );
  const start = useCallback(() => {
    const marked = viewer.current?.findMarkedLines();
    if (marked) startAt(marked);
    else say(messages.comments.saidNoLine);
  }, [viewer, startAt, say]);
  const step = useCallback(
    (direction: 1 | -1) => {
      const marked = viewer.current?.findMarkedLines();
      const hunk = viewer.current?.findHunkLines();
      const from = marked ?? hunk;
      const file = from && findFileDiff(byPath.get(from.path));
      if (!file) return;
      const next = marked
        ? stepLine(file, marked.range, direction)
        : findFirstLine(file, from.range);
      if (!next) return;
      const lines = { path: from.path, range: next.range };
      onMark(lines);
      viewer.current?.revealLines(lines);
      tellLine(formatLine(next.row));
    },
    [viewer, byPath, onMark, tellLine],
  );
  return { startAt, start, step };
}

function findFileDiff(entry: DiffEntry | undefined): FileDiffMetadata | undefined {
  const content = entry?.patch?.content;
  return content?.state === 'text' ? content.fileDiff : undefined;
}

function formatLine({ oldLine, newLine, text }: LineRow): string {
  const { kind, saidLine } = messages.comments;
  const said = newLine === null ? kind.deleted : oldLine === null ? kind.added : kind.unchanged;
  return saidLine(newLine ?? oldLine ?? 0, said, text.trim());
}

interface SteppedLine {
  range: SelectedLineRange;
  row: LineRow;
}

/** The changed or surrounding line after or before the marked ones; undefined at the end. */
export function stepLine(
  file: FileDiffMetadata,
  marked: SelectedLineRange,
  direction: 1 | -1,
): SteppedLine | undefined {
  const rows = listLineRows(file).filter(({ amongChanges }) => amongChanges);
  const { start, side, end, endSide = side } = marked;
  const ends = [findRowAt(rows, side, start), findRowAt(rows, endSide, end)];
  const from = direction === 1 ? Math.max(...ends) : Math.min(...ends);
  const row = from === -1 ? undefined : rows[from + direction];
  return row && toStepped(row);
}

/** The line that marked ones begin at. */
export function findFirstLine(
  file: FileDiffMetadata,
  { start, side }: SelectedLineRange,
): SteppedLine | undefined {
  const rows = listLineRows(file);
  const row = rows[findRowAt(rows, side, start)];
  return row && toStepped(row);
}

function toStepped(row: LineRow): SteppedLine {
  const side = toLineName(row) === 'newLine' ? 'additions' : 'deletions';
  const line = row.newLine ?? row.oldLine ?? 0;
  return { row, range: { start: line, side, end: line, endSide: side } };
}
