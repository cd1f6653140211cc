import type { FileDiffMetadata, SelectedLineRange } from '@pierre/diffs';
import { type RefObject, useCallback } from 'react';
import { messages } from '../../../text/messages.ts';
import type { DiffEntry } from '../diff-entries.ts';
import type { ViewerControl } from '../viewer-control.ts';
import type { SelectedLines } from '../viewer-items.ts';
import type { DraftStore } from './comment-draft-store.ts';
import { findSelectedPlace, isSamePlace } from './comment-place.ts';
import { findRowAt, type LineRow, listLineRows, toLineName } from './line-rows.ts';
import type { PlacedComments } from './place-comments.ts';

interface SelectedLinesDeps {
  store: DraftStore;
  placed: PlacedComments;
  byPath: ReadonlyMap<string, DiffEntry>;
  viewer: RefObject<ViewerControl | null>;
  headSha: string | null;
  onSelect: (lines: SelectedLines) => void;
  /** For screen readers only: the selection itself is visible. */
  announceLine: (message: string) => void;
  announce: (message: string) => void;
}

/** Starts a comment on the selected lines, and selects the next line with the keys. */
export function useSelectedLines(deps: SelectedLinesDeps) {
  const { store, placed, byPath, viewer, headSha, onSelect, announceLine, announce } = deps;
  const startAt = useCallback(
    ({ path, range }: SelectedLines) => {
      const entry = byPath.get(path);
      const file = findFileDiff(entry);
      const previousPath = entry?.file.previous_path ?? null;
      const selected = file && findSelectedPlace(file, { path, previousPath }, range);
      if (!selected) return announce(messages.comments.announceNotShown);
      const existing = [...placed.drafts].find(
        ([, each]) => each.state === 'shown' && isSamePlace(each.place, selected.place),
      );
      if (existing) store.open(existing[0]);
      else store.add(selected, headSha);
    },
    [store, placed, byPath, headSha, announce],
  );
  const start = useCallback(() => {
    const selected = viewer.current?.findSelectedLines();
    if (selected) startAt(selected);
    else announce(messages.comments.announceNoLine);
  }, [viewer, startAt, announce]);
  const step = useCallback(
    (direction: 1 | -1) => {
      const selected = viewer.current?.findSelectedLines();
      const hunk = viewer.current?.findHunkLines();
      const from = selected ?? hunk;
      const file = from && findFileDiff(byPath.get(from.path));
      if (!file) return;
      const next = selected
        ? stepLine(file, selected.range, direction)
        : findFirstLine(file, from.range);
      if (!next) return;
      const lines = { path: from.path, range: next.range };
      onSelect(lines);
      viewer.current?.revealLines(lines);
      announceLine(formatLine(next.row));
    },
    [viewer, byPath, onSelect, announceLine],
  );
  return { startAt, start, step };
}

function findFileDiff(entry: DiffEntry | undefined): FileDiffMetadata | undefined {
  const content = entry?.patch?.content;
  return content?.state === 'text' ? content.fileDiff : undefined;
}

function formatLine({ oldLine, newLine, text }: LineRow): string {
  const { kind, announceLine } = messages.comments;
  const name = newLine === null ? kind.deleted : oldLine === null ? kind.added : kind.unchanged;
  return announceLine(newLine ?? oldLine ?? 0, name, text.trim());
}

interface SteppedLine {
  range: SelectedLineRange;
  row: LineRow;
}

/** The line of the patch after or before the selected ones; undefined at the end. */
export function stepLine(
  file: FileDiffMetadata,
  selected: SelectedLineRange,
  direction: 1 | -1,
): SteppedLine | undefined {
  const rows = listLineRows(file).filter(({ inPatch }) => inPatch);
  const { start, side, end, endSide = side } = selected;
  const ends = [findRowAt(rows, side, start), findRowAt(rows, endSide, end)];
  const from = direction === 1 ? Math.max(...ends) : Math.min(...ends);
  const row = from === -1 ? undefined : rows[from + direction];
  return row && toSteppedLine(row);
}

/** The first line of a range. */
export function findFirstLine(
  file: FileDiffMetadata,
  { start, side }: SelectedLineRange,
): SteppedLine | undefined {
  const rows = listLineRows(file);
  const row = rows[findRowAt(rows, side, start)];
  return row && toSteppedLine(row);
}

function toSteppedLine(row: LineRow): SteppedLine {
  const side = toLineName(row) === 'newLine' ? 'additions' : 'deletions';
  const line = row.newLine ?? row.oldLine ?? 0;
  return { row, range: { start: line, side, end: line, endSide: side } };
}
