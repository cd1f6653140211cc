import { useMemo } from 'react';
import { type Shortcuts, useShortcuts } from '../../shared/use-shortcuts.ts';

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
  findFile: () => void;
  toggleTree: () => void;
  toggleLayout: () => void;
  toggleOverflow: () => void;
}

/** The shortcuts of an open diff. `messages.diff.keys` lists them in the help. */
export function useDiffKeys(shown: boolean, actions: DiffActions): void {
  const shortcuts = useMemo(() => (shown ? toShortcuts(actions) : {}), [shown, actions]);
  useShortcuts(shortcuts);
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
    t: actions.findFile,
    f: actions.toggleTree,
    u: actions.toggleLayout,
    w: actions.toggleOverflow,
  };
}
