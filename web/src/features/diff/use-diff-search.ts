import { type RefObject, useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { DiffEntry } from './diff-entries.ts';
import { type DiffMatch, mostMatches, searchDiff } from './search-diff.ts';
import type { ViewerControl } from './viewer-control.ts';

interface DiffSearchDeps {
  entries: readonly DiffEntry[];
  byPath: ReadonlyMap<string, DiffEntry>;
  viewer: RefObject<ViewerControl | null>;
  /** Unfolds a file and shows its lines. */
  onOpen: (entry: DiffEntry) => void;
}

/** Searches the diff. The current match is shown and selected, without changing the address. */
export function useDiffSearch({ entries, byPath, viewer, onOpen }: DiffSearchDeps) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [current, setCurrent] = useState({ text: '', at: -1 });
  const wanted = useDeferredValue(isOpen ? text : '');
  const matches = useMemo(() => searchDiff(entries, wanted), [entries, wanted]);
  const at = current.text === wanted ? Math.min(current.at, matches.length - 1) : -1;
  const show = useCallback(
    ({ path, side, line }: DiffMatch) => {
      const entry = byPath.get(path);
      if (entry) onOpen(entry);
      const range = { start: line, side, end: line, endSide: side };
      // The viewer receives the unfolded file with the next render.
      requestAnimationFrame(() => viewer.current?.showLines({ path, range }));
    },
    [byPath, onOpen, viewer],
  );
  const step = (direction: 1 | -1) => {
    // Enter may come before the deferred search.
    const found = text === wanted ? matches : searchDiff(entries, text);
    const before = text === wanted ? at : -1;
    const start = before === -1 && direction === -1 ? 0 : before;
    const next = (start + direction + found.length) % found.length;
    const match = found[next];
    if (!match) return;
    setCurrent({ text, at: next });
    show(match);
  };
  return {
    isOpen,
    text,
    matches,
    at,
    isCut: matches.length === mostMatches,
    setText,
    step,
    open: () => {
      setOpen(true);
      requestAnimationFrame(() =>
        document.querySelector<HTMLInputElement>('[data-diff-search]')?.select(),
      );
    },
    close: () => {
      setOpen(false);
      viewer.current?.focus(undefined);
    },
  };
}

export type DiffSearch = ReturnType<typeof useDiffSearch>;
