import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { navigate } from '../../shared/routing/location.ts';
import { type Search, toHref } from '../../shared/routing/route.ts';
import type { DiffEntry } from './diff-entries.ts';
import { parseLineAddress, toLineAddress } from './line-address.ts';
import type { ViewerControl } from './viewer-control.ts';
import type { SelectedLines } from './viewer-items.ts';

interface LineAddress {
  search: Search;
  entries: readonly DiffEntry[];
  complete: boolean;
  viewer: RefObject<ViewerControl | null>;
  /** Makes the file show its lines: unfolds it, reads it. */
  onOpen: (entry: DiffEntry) => void;
}

/** Lines in the address: marked by a click, found again by opening it. */
export function useLineAddress({ search, entries, complete, viewer, onOpen }: LineAddress) {
  const address = `${search.file} ${search.line}`;
  const shown = useRef(search.file === '' ? address : '');
  useEffect(() => {
    if (shown.current === address) return;
    const entry = entries.find(({ file }) => file.path === search.file);
    if (!entry) return;
    onOpen(entry);
    if (entry.patch === undefined && !entry.file.binary) return;
    shown.current = address;
    const range = parseLineAddress(search.line);
    // The viewer knows the file only once it was given to it.
    requestAnimationFrame(() => {
      if (range) viewer.current?.showLines({ path: search.file, range });
      else viewer.current?.showFile(search.file);
    });
  }, [address, search, entries, viewer, onOpen]);
  const known =
    search.file === '' || !complete || entries.some(({ file }) => file.path === search.file);
  const writeLines = useCallback(
    (lines: SelectedLines | null) => {
      const line = lines ? toLineAddress(lines.range) : '';
      const file = lines?.path ?? '';
      shown.current = `${file} ${line}`;
      navigate(toHref(location.pathname, { ...search, file, line }), 'replace');
    },
    [search],
  );
  const goTo = useCallback(
    (lines: SelectedLines) => {
      const entry = entries.find(({ file }) => file.path === lines.path);
      if (!entry) return;
      writeLines(lines);
      onOpen(entry);
      if (entry.patch) requestAnimationFrame(() => viewer.current?.showLines(lines));
      // Shown as if the address had been opened, once its lines are read.
      else shown.current = '';
    },
    [entries, viewer, onOpen, writeLines],
  );
  return { missing: known ? undefined : search.file, writeLines, goTo };
}
