import { type CodeViewItem, type FileDiffMetadata, parsePatchFiles } from '@pierre/diffs';
import { CodeView, type CodeViewHandle, WorkerPoolContextProvider } from '@pierre/diffs/react';
import { type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { Diff } from '../../../src/contract/diff.ts';
import { useSeenTheme } from '../ui/use-theme.ts';
import { countLines, startsFolded } from './diff-items.ts';
import { FileHeader } from './file-header.tsx';
import { toLanguage } from './language-of.ts';
import { themeName } from './theme.ts';
import { viewerStyle } from './viewer-style.ts';

export type DiffLayout = 'unified' | 'split';

export interface DiffViewerHandle {
  /** Brings a file to the top, unfolded. */
  showFile: (path: string) => void;
}

interface DiffViewerProps {
  diff: Diff;
  layout: DiffLayout;
  ref?: Ref<DiffViewerHandle>;
}

const poolOptions = {
  workerFactory: () => new Worker(new URL('diff-worker.ts', import.meta.url), { type: 'module' }),
  poolSize: 2,
};
const highlighterOptions = { theme: themeName, preferredHighlighter: 'shiki-js' as const };

/** Highlighting happens in workers: a diff of thousands of lines never stops the page. */
export default function DiffViewer({ diff, layout, ref }: DiffViewerProps) {
  const viewer = useRef<CodeViewHandle<undefined, undefined>>(null);
  const files = useMemo(() => parseFiles(diff), [diff]);
  const filesByPath = useMemo(() => new Map(diff.files.map((file) => [file.path, file])), [diff]);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const items = useMemo(() => toItems(files, toggled), [files, toggled]);
  const toggle = (path: string) => setToggled((known) => withToggled(known, path));
  const themeType = useSeenTheme();
  const options = useMemo(() => toOptions(layout, themeType), [layout, themeType]);
  useImperativeHandle(ref, () => ({
    showFile: (path) => {
      if (items.find(({ id }) => id === path)?.collapsed) toggle(path);
      viewer.current?.scrollTo({ type: 'item', id: path, align: 'start' });
    },
  }));
  return (
    <WorkerPoolContextProvider poolOptions={poolOptions} highlighterOptions={highlighterOptions}>
      <CodeView
        ref={viewer}
        className="diff-viewer"
        items={items}
        options={options}
        renderCustomHeader={(item) => (
          <FileHeader item={item} file={filesByPath.get(item.id)} onToggle={toggle} />
        )}
      />
    </WorkerPoolContextProvider>
  );
}

function parseFiles(diff: Diff): FileDiffMetadata[] {
  const cacheKeyPrefix = `${diff.chat_id} ${diff.branch} ${diff.head_sha ?? diff.diff.length}`;
  return parsePatchFiles(diff.diff, { cacheKeyPrefix })
    .flatMap(({ files }) => files)
    .map((file) => ({ ...file, lang: toLanguage(file.name) }));
}

function toItems(
  files: readonly FileDiffMetadata[],
  toggled: ReadonlySet<string>,
): CodeViewItem<undefined>[] {
  return files.map((fileDiff) => {
    const { name: id } = fileDiff;
    const folded = startsFolded({ path: id, ...countLines(fileDiff) });
    const collapsed = fileDiff.hunks.length === 0 || folded !== toggled.has(id);
    return { id, type: 'diff', fileDiff, collapsed, version: collapsed ? 1 : 0 };
  });
}

function withToggled(known: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(known);
  if (!next.delete(path)) next.add(path);
  return next;
}

function toOptions(layout: DiffLayout, themeType: 'light' | 'dark') {
  return {
    theme: themeName,
    themeType,
    diffStyle: layout,
    overflow: 'scroll' as const,
    hunkSeparators: 'line-info-basic' as const,
    lineDiffType: 'word-alt' as const,
    stickyHeaders: true,
    itemMetrics: { diffHeaderHeight: 36 },
    layout: { paddingTop: 0, paddingBottom: 48, gap: 0 },
    unsafeCSS: viewerStyle,
  };
}
