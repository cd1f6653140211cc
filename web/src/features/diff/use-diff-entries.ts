import { useCallback, useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import { buildEntries, type DiffEntry, withPatch } from './diff-entries.ts';
import type { Whitespace } from './parse-patch.ts';
import { usePreviews } from './previews.ts';
import { type FileLoad, useLoadedFiles } from './use-loaded-files.ts';
import { type PatchOptions, usePatches } from './use-patches.ts';
import { useViewedFiles } from './use-viewed-files.ts';

/** The files of a diff, with their patches and whether they are folded or viewed. */
export function useDiffEntries(diff: Diff, options: PatchOptions) {
  const parsed = usePatches(diff, options);
  const { whitespace } = parsed.options;
  const { loads, load } = useLoadedFiles(parsed.diff);
  const entries = useMemo(
    () =>
      buildEntries(parsed).map((entry) => withLoad(entry, loads.get(entry.file.path), whitespace)),
    [parsed, loads, whitespace],
  );
  const byPath = useMemo(
    () => new Map(entries.map((entry) => [entry.file.path, entry])),
    [entries],
  );
  const viewed = useViewedFiles(parsed.diff);
  const folds = useFileFolds(viewed.isViewed);
  const previews = usePreviews();
  return { parsed, entries, byPath, loads, load, viewed, folds, previews };
}

export type DiffEntries = ReturnType<typeof useDiffEntries>;

function withLoad(entry: DiffEntry, load: FileLoad | undefined, whitespace: Whitespace): DiffEntry {
  if (load?.state !== 'loaded') return entry;
  return withPatch(entry, whitespace === 'ignored' ? load.patchWithoutWhitespace : load.patch);
}

interface Fold {
  folded: boolean;
  version: string;
}

/** A person's choice holds until the file changes. By default viewed, long and generated files are folded. */
function useFileFolds(isViewed: (entry: DiffEntry) => boolean) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Fold>>(new Map());
  const isFolded = useCallback(
    (entry: DiffEntry) => {
      const fold = chosen.get(entry.file.path);
      if (fold?.version === entry.version) return fold.folded;
      return isViewed(entry) || entry.foldReason !== undefined;
    },
    [chosen, isViewed],
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
