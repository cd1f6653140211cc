import { type RefObject, useCallback, useMemo, useState } from 'react';
import { type Shortcuts, useShortcuts } from '../../shared/use-shortcuts.ts';
import { messages } from '../../text/messages.ts';
import { canLoad, type DiffEntry } from './diff-entries.ts';
import { formatPath } from './format-path.ts';
import type { DiffEntries } from './use-diff-entries.ts';
import type { ViewerControl } from './viewer-control.ts';
import type { SelectedLines } from './viewer-items.ts';

/** What a person can do in a diff, and the announcement of the last action for screen readers. */
export function useDiffActions(
  { entries, byPath, viewed, folds, load }: DiffEntries,
  viewer: RefObject<ViewerControl | null>,
) {
  const [announcement, announce] = useState('');
  const { fold, isFolded } = folds;
  const { setViewed, isViewed } = viewed;
  const findEntry = () => byPath.get(viewer.current?.findFile() ?? '');
  const open = useCallback(
    (entry: DiffEntry) => {
      if (canLoad(entry)) load([entry]);
      fold([entry], false);
    },
    [load, fold],
  );
  /** Folding the current file scrolls to its header, so that the reader does not lose the place. */
  const setFolded = useCallback(
    (entry: DiffEntry, folded: boolean) => {
      const inside = folded && viewer.current?.findFile() === entry.file.path;
      fold([entry], folded);
      if (inside) viewer.current?.showFile(entry.file.path);
    },
    [fold, viewer],
  );
  const markViewed = useCallback(
    (entry: DiffEntry, isNowViewed: boolean) => {
      setViewed(entry, isNowViewed);
      setFolded(entry, isNowViewed);
      const { announceViewed, announceUnviewed } = messages.diff;
      announce((isNowViewed ? announceViewed : announceUnviewed)(formatPath(entry.file.path)));
    },
    [setViewed, setFolded],
  );
  const allFolded = entries.length > 0 && entries.filter(hasLines).every(isFolded);
  const chooseFile = (path: string) => {
    const at = entries.findIndex(({ file }) => file.path === path);
    viewer.current?.showFile(path);
    announce(messages.diff.announceFile(formatPath(path), at + 1, entries.length));
  };
  return {
    announcement,
    open,
    setFolded,
    markViewed,
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
      else if (entry && hasLines(entry)) setFolded(entry, !isFolded(entry));
    },
    toggleViewed: () => {
      const entry = findEntry();
      if (entry) markViewed(entry, !isViewed(entry));
    },
    expandFile: () => {
      const entry = findEntry();
      if (entry) viewer.current?.expandFile(entry.file.path);
    },
    findHunkLines: (): SelectedLines | undefined => viewer.current?.findHunkLines(),
    stepFile: (direction: 1 | -1) => {
      const path = viewer.current?.findNextFile(direction);
      if (path !== undefined) chooseFile(path);
    },
    stepHunk: (direction: 1 | -1) => {
      const target = viewer.current?.stepHunk(direction);
      const content = target && byPath.get(target.id)?.patch?.content;
      const hunks = content?.state === 'text' ? content.fileDiff.hunks.length : 0;
      const path = formatPath(target?.id ?? '');
      announce(
        target ? messages.diff.announceHunk(target.hunk + 1, hunks, path) : messages.diff.lastHunk,
      );
    },
  };
}

function hasLines({ patch }: DiffEntry): boolean {
  return patch?.content.state === 'text' || patch?.content.state === 'malformed';
}

interface DiffActions {
  stepHunk: (direction: 1 | -1) => void;
  stepFile: (direction: 1 | -1) => void;
  toggleViewed: () => void;
  toggleFold: () => void;
  toggleAllFolds: () => void;
  expandFile: () => void;
  selectHunk: () => void;
  stepLine: (direction: 1 | -1) => void;
  comment: () => void;
  stepThread: (direction: 1 | -1) => void;
  findFile: () => void;
  search: () => void;
  toggleTree: () => void;
  toggleLayout: () => void;
  toggleOverflow: () => void;
  toggleWhitespace: () => void;
  toggleMoved: () => void;
}

const noKeys: Shortcuts = {};

/** The shortcuts of an open diff. `messages.diff.keys` lists them in the help. */
export function useDiffKeys(shown: boolean, actions: DiffActions): void {
  const shortcuts = useMemo(() => (shown ? toShortcuts(actions) : {}), [shown, actions]);
  useShortcuts(shortcuts);
  const { search } = actions;
  // The board has this key, too.
  useShortcuts(
    useMemo(() => (shown ? { '/': search } : noKeys), [shown, search]),
    'first',
  );
}

function toShortcuts(actions: DiffActions): Shortcuts {
  return {
    n: () => actions.stepHunk(1),
    p: () => actions.stepHunk(-1),
    ']': () => actions.stepFile(1),
    '[': () => actions.stepFile(-1),
    v: actions.toggleViewed,
    x: actions.toggleFold,
    X: actions.toggleAllFolds,
    e: actions.expandFile,
    l: actions.selectHunk,
    J: () => actions.stepLine(1),
    K: () => actions.stepLine(-1),
    c: actions.comment,
    d: () => actions.stepThread(1),
    D: () => actions.stepThread(-1),
    t: actions.findFile,
    f: actions.toggleTree,
    u: actions.toggleLayout,
    w: actions.toggleWhitespace,
    W: actions.toggleOverflow,
    m: actions.toggleMoved,
  };
}
