import { type RefObject, useCallback, useState } from 'react';
import { messages } from '../../text/messages.ts';
import { canLoad, type DiffEntry } from './diff-entries.ts';
import { toShownPath } from './format-path.ts';
import type { DiffEntries } from './use-diff-entries.ts';
import type { ViewerControl } from './viewer-control.ts';
import type { SelectedLines } from './viewer-items.ts';

/** What a person can do in a diff, and the sentence that tells a screen reader what was done. */
export function useDiffActions(
  { entries, byPath, marks, folds, load }: DiffEntries,
  viewer: RefObject<ViewerControl | null>,
) {
  const [said, setSaid] = useState('');
  const { fold, isFolded } = folds;
  const { mark, isMarked } = marks;
  const findEntry = () => byPath.get(viewer.current?.findFile() ?? '');
  const open = useCallback(
    (entry: DiffEntry) => {
      if (canLoad(entry)) load([entry]);
      fold([entry], false);
    },
    [load, fold],
  );
  /** Folding a file that the reader is inside of leaves them at its name. */
  const close = useCallback(
    (entry: DiffEntry, folded: boolean) => {
      const inside = folded && viewer.current?.findFile() === entry.file.path;
      fold([entry], folded);
      if (inside) viewer.current?.showFile(entry.file.path);
    },
    [fold, viewer],
  );
  const view = useCallback(
    (entry: DiffEntry, viewed: boolean) => {
      mark(entry, viewed);
      close(entry, viewed);
      const say = viewed ? messages.diff.saidViewed : messages.diff.saidUnviewed;
      setSaid(say(toShownPath(entry.file.path)));
    },
    [mark, close],
  );
  const allFolded = entries.length > 0 && entries.filter(hasLines).every(isFolded);
  const chooseFile = (path: string) => {
    const at = entries.findIndex(({ file }) => file.path === path);
    viewer.current?.showFile(path);
    setSaid(messages.diff.saidFile(toShownPath(path), at + 1, entries.length));
  };
  return {
    said,
    open,
    close,
    view,
    allFolded,
    chooseFile,
    loadAll: () => {
      const missing = entries.filter(canLoad);
      load(missing);
      fold(missing, false);
    },
    toggleAllFolds: () => fold(entries.filter(hasLines), !allFolded),
    toggleFold: () => {
      const entry = findEntry();
      if (entry && canLoad(entry)) open(entry);
      else if (entry && hasLines(entry)) close(entry, !isFolded(entry));
    },
    toggleViewed: () => {
      const entry = findEntry();
      if (entry) view(entry, !isMarked(entry));
    },
    expandFile: () => {
      const entry = findEntry();
      if (entry) viewer.current?.expandFile(entry.file.path);
    },
    findHunkLines: (): SelectedLines | undefined => viewer.current?.findHunkLines(),
    stepFile: (direction: 1 | -1) => {
      const path = viewer.current?.findFileAway(direction);
      if (path !== undefined) chooseFile(path);
    },
    stepHunk: (direction: 1 | -1) => {
      const step = viewer.current?.stepHunk(direction);
      const content = step && byPath.get(step.id)?.patch?.content;
      const hunks = content?.state === 'text' ? content.fileDiff.hunks.length : 0;
      const shown = toShownPath(step?.id ?? '');
      setSaid(step ? messages.diff.saidHunk(step.hunk + 1, hunks, shown) : messages.diff.lastHunk);
    },
  };
}

function hasLines({ patch }: DiffEntry): boolean {
  return patch?.content.state === 'text' || patch?.content.state === 'raw';
}
