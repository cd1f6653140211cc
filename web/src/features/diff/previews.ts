import { useCallback, useMemo, useState } from 'react';
import type { DiffEntry } from './diff-entries.ts';
import { summarizeLock } from './lock-summary.ts';

const image = /\.(png|jpe?g|gif|webp|svg)$/i;
const markdown = /\.(md|markdown)$/i;
const notebook = /\.ipynb$/i;

export type PreviewKind = 'image' | 'markdown' | 'notebook' | 'packages';

/** How a file can be shown in another way than as lines; undefined if it cannot. */
export function findPreview({ file, patch }: DiffEntry): PreviewKind | undefined {
  if (image.test(file.path)) return 'image';
  if (patch?.content.state !== 'text') return undefined;
  const isDeleted = file.status === 'deleted';
  if (markdown.test(file.path)) return isDeleted ? undefined : 'markdown';
  if (notebook.test(file.path)) return isDeleted ? undefined : 'notebook';
  return summarizeLock(patch.content.fileDiff).length > 0 ? 'packages' : undefined;
}

/** An image without lines is shown as such; one with lines, like SVG, when the reader chooses it. */
export function startsPreviewed(entry: DiffEntry): boolean {
  if (findPreview(entry) !== 'image') return false;
  return entry.file.binary || entry.patch?.content.state === 'binary';
}

/** Which files are shown as what they are instead of as lines. */
export function usePreviews() {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isPreviewed = useCallback(
    (entry: DiffEntry) =>
      findPreview(entry) !== undefined && (chosen.get(entry.file.path) ?? startsPreviewed(entry)),
    [chosen],
  );
  const setPreviewed = useCallback((path: string, shown: boolean) => {
    setChosen((known) => new Map(known).set(path, shown));
  }, []);
  return useMemo(() => ({ isPreviewed, setPreviewed }), [isPreviewed, setPreviewed]);
}
