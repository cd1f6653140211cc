import type {
  CodeViewItem,
  DiffLineAnnotation,
  FileContents,
  FileDiffMetadata,
  SelectedLineRange,
} from '@pierre/diffs';
import { useMemo, useState } from 'react';
import type { FilePatch } from './parse-patch.ts';
import type { DiffEntries } from './use-diff-entries.ts';

/** Something rendered below a line. */
export type LineAnnotation = DiffLineAnnotation<unknown>;
export type ViewerItem = CodeViewItem<unknown>;

export interface SelectedLines {
  path: string;
  range: SelectedLineRange;
}

export interface ShownFile {
  path: string;
  patch: FilePatch | undefined;
  folded: boolean;
  /** Shown by `renderPreview` instead of as lines. */
  previewed: boolean;
  annotations: readonly LineAnnotation[] | undefined;
}

interface KnownItem extends ShownFile {
  item: ViewerItem;
}

/** Builds the viewer's items. An unchanged file keeps its item, so the viewer does not render it again. */
export class ViewerItemCache {
  #known = new Map<string, KnownItem>();
  #version = 0;

  update(files: readonly ShownFile[]): ViewerItem[] {
    const next = new Map<string, KnownItem>();
    for (const file of files) next.set(file.path, this.#keep(file));
    this.#known = next;
    return Array.from(next.values(), ({ item }) => item);
  }

  #keep(file: ShownFile): KnownItem {
    const known = this.#known.get(file.path);
    const same =
      known?.patch === file.patch &&
      known?.folded === file.folded &&
      known?.previewed === file.previewed &&
      known?.annotations === file.annotations;
    if (known && same) return known;
    this.#version++;
    return { ...file, item: toItem(file, this.#version, known?.item) };
  }
}

function toItem(shownFile: ShownFile, version: number, before?: ViewerItem): ViewerItem {
  const { path, patch, folded, annotations } = shownFile;
  const content = patch?.content ?? { state: 'empty' };
  const common = { id: path, version };
  if (shownFile.previewed) return { ...toPreview(path, version, before), collapsed: folded };
  switch (content.state) {
    case 'text': {
      const diff = { ...common, type: 'diff' as const, fileDiff: content.fileDiff };
      const shown = annotations && { annotations: [...annotations] };
      return { ...diff, ...shown, collapsed: folded };
    }
    case 'malformed': {
      const cacheKey = `${path} ${patch?.version} malformed`;
      const file = { name: path, contents: content.text, lang: 'text' as const, cacheKey };
      return { ...common, type: 'file', file: keepFile(file, before), collapsed: folded };
    }
    case 'binary':
    case 'empty':
      return { ...common, type: 'diff', fileDiff: withoutLines(path), collapsed: true };
  }
}

/** The viewer shows lines only, so the preview is an annotation of an empty one. */
function toPreview(path: string, version: number, before?: ViewerItem): ViewerItem {
  const file = { name: path, contents: ' ', lang: 'text' as const, cacheKey: `${path} preview` };
  return {
    id: path,
    version,
    type: 'file',
    file: keepFile(file, before),
    annotations: [{ lineNumber: 1, metadata: null }],
  };
}

/** The viewer throws an error when it gets an equal file that is not the same object. */
function keepFile(file: FileContents, before: ViewerItem | undefined): FileContents {
  const known = before?.type === 'file' ? before.file : undefined;
  return known && known.cacheKey === file.cacheKey ? known : file;
}

function withoutLines(name: string): FileDiffMetadata {
  return {
    name,
    type: 'change',
    hunks: [],
    splitLineCount: 0,
    unifiedLineCount: 0,
    isPartial: true,
    additionLines: [],
    deletionLines: [],
    additionCharacterCount: 0,
    deletionCharacterCount: 0,
  };
}

export function useViewerItems(
  { entries, folds, previews }: DiffEntries,
  annotations: ReadonlyMap<string, readonly LineAnnotation[]> | undefined,
) {
  const [cache] = useState(() => new ViewerItemCache());
  return useMemo(
    () =>
      cache.update(
        entries.map((entry) => ({
          path: entry.file.path,
          patch: entry.patch,
          folded: folds.isFolded(entry),
          previewed: previews.isPreviewed(entry),
          annotations: annotations?.get(entry.file.path),
        })),
      ),
    [cache, entries, folds, previews, annotations],
  );
}
