import { useCallback, useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import { type DiffEntry, toEntries, withPatch } from './diff-entries.ts';
import { useLoadedFiles } from './use-loaded-files.ts';
import { usePatches } from './use-patches.ts';
import { useViewedMarks } from './use-viewed-files.ts';

/** The files of a diff with all that is known of them, and what a person did with them. */
export function useDiffEntries(diff: Diff) {
  const read = usePatches(diff);
  const { loads, load } = useLoadedFiles(read.diff);
  const entries = useMemo(
    () => toEntries(read).map((entry) => withLoad(entry, loads)),
    [read, loads],
  );
  const byPath = useMemo(
    () => new Map(entries.map((entry) => [entry.file.path, entry])),
    [entries],
  );
  const marks = useViewedMarks(read.diff);
  const folds = useFolds(marks.isMarked);
  return { read, entries, byPath, loads, load, marks, folds };
}

export type DiffEntries = ReturnType<typeof useDiffEntries>;

function withLoad(entry: DiffEntry, loads: ReturnType<typeof useLoadedFiles>['loads']): DiffEntry {
  const load = loads.get(entry.file.path);
  return load?.state === 'read' ? withPatch(entry, load.patch) : entry;
}

interface Fold {
  folded: boolean;
  version: string;
}

/** What a person folded stays so until the file changes; else long, generated and viewed files are. */
function useFolds(isMarked: (entry: DiffEntry) => boolean) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Fold>>(new Map());
  const isFolded = useCallback(
    (entry: DiffEntry) => {
      const fold = chosen.get(entry.file.path);
      if (fold?.version === entry.version) return fold.folded;
      return isMarked(entry) || entry.foldReason !== undefined;
    },
    [chosen, isMarked],
  );
  const fold = useCallback((entries: readonly DiffEntry[], folded: boolean) => {
    setChosen((known) => {
      const next = new Map(known);
      for (const { file, version } of entries) next.set(file.path, { folded, version });
      return next;
    });
  }, []);
  return useMemo(() => ({ isFolded, fold }), [isFolded, fold]);
}
