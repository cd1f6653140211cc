import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { type Search, toHref } from '../../shared/routing/route.ts';
import { FileHeader } from './file-header.tsx';
import type { useDiffActions } from './use-diff-actions.ts';
import type { DiffEntries } from './use-diff-entries.ts';
import type { ViewerControl } from './viewer-control.ts';
import { type LineAnnotation, ViewerItems } from './viewer-items.ts';

/** What the viewer draws; a file that did not change keeps its item. */
export function useViewerItems(
  { entries, folds }: DiffEntries,
  annotations: ReadonlyMap<string, readonly LineAnnotation[]> | undefined,
) {
  const [keeper] = useState(() => new ViewerItems());
  return useMemo(
    () =>
      keeper.update(
        entries.map((entry) => ({
          path: entry.file.path,
          patch: entry.patch,
          folded: folds.isFolded(entry),
          annotations: annotations?.get(entry.file.path),
        })),
      ),
    [keeper, entries, folds, annotations],
  );
}

/** Draws the header of a file. */
export function useHeader(
  { byPath, loads, marks, folds }: DiffEntries,
  { close, view, open }: ReturnType<typeof useDiffActions>,
  problems: ReadonlyMap<string, string>,
  viewer: { readonly current: ViewerControl | null },
  search: Search,
): (path: string) => ReactNode {
  return useCallback(
    (path) => {
      const entry = byPath.get(path);
      if (!entry) return null;
      return (
        <FileHeader
          entry={entry}
          folded={folds.isFolded(entry)}
          viewed={marks.isMarked(entry)}
          load={loads.get(path)}
          problem={problems.get(path)}
          onFold={close}
          onView={view}
          onLoad={([wanted = entry]) => open(wanted)}
          onExpand={(wanted) => viewer.current?.expandFile(wanted)}
          toLink={(file) =>
            location.origin + toHref(location.pathname, { ...search, file, line: '' })
          }
        />
      );
    },
    [byPath, loads, marks, folds, close, view, open, problems, viewer, search],
  );
}
