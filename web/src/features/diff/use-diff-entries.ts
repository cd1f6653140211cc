import { useMemo } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import { type DiffEntry, toEntries, withPatch } from './diff-entries.ts';
import { useFolds } from './use-folds.ts';
import { useLoadedFiles } from './use-loaded-files.ts';
import { usePatches } from './use-patches.ts';
import { useViewedMarks } from './use-viewed-marks.ts';

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
