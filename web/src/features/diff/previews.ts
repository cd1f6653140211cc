import { useCallback, useMemo, useState } from 'react';
import type { DiffEntry } from './diff-entries.ts';

const image = /\.(png|jpe?g|gif|webp|svg)$/i;

/** Whether a file can be shown in another way than as lines. */
export function canPreview({ file }: Pick<DiffEntry, 'file'>): boolean {
  return image.test(file.path);
}

/** An image without lines is shown as such; one with lines, like SVG, when the reader chooses it. */
export function startsPreviewed(entry: DiffEntry): boolean {
  if (!canPreview(entry)) return false;
  return entry.file.binary || entry.patch?.content.state === 'binary';
}

/** Which files are shown as what they are instead of as lines. */
export function usePreviews() {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isPreviewed = useCallback(
    (entry: DiffEntry) =>
      canPreview(entry) && (chosen.get(entry.file.path) ?? startsPreviewed(entry)),
    [chosen],
  );
  const setPreviewed = useCallback((path: string, shown: boolean) => {
    setChosen((known) => new Map(known).set(path, shown));
  }, []);
  return useMemo(() => ({ isPreviewed, setPreviewed }), [isPreviewed, setPreviewed]);
}
