import { useCallback, useMemo, useState } from 'react';
import type { DiffEntry } from './diff-entries.ts';

interface Fold {
  folded: boolean;
  version: string;
}

/** What a person folded stays so until the file changes; else long, generated and viewed files are. */
export function useFolds(isMarked: (entry: DiffEntry) => boolean) {
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
