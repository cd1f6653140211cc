import { type CodeViewItem, type FileDiffMetadata, parsePatchFiles } from '@pierre/diffs';
import { CodeView, type CodeViewHandle, WorkerPoolContextProvider } from '@pierre/diffs/react';
import DiffWorker from '@pierre/diffs/worker/worker.js?worker';
import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import { type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { Diff } from '../../../src/contract/diff.ts';
import { useSeenTheme } from '../ui/use-theme.ts';
import { words } from '../words.ts';
import { startsFolded } from './diff-items.ts';
import { toLanguage } from './language-of.ts';
import { themeName } from './theme.ts';
import { viewerStyle } from './viewer-style.ts';

export type DiffLayout = 'unified' | 'split';

export interface DiffViewerHandle {
  /** Brings a file to the top, unfolded. */
  showFile(path: string): void;
}

interface DiffViewerProps {
  diff: Diff;
  layout: DiffLayout;
  ref?: Ref<DiffViewerHandle>;
}

const poolOptions = { workerFactory: () => new DiffWorker(), poolSize: 2 };
const highlighterOptions = { theme: themeName, preferredHighlighter: 'shiki-js' as const };

/** Highlighting happens in workers: a diff of thousands of lines never stops the page. */
export default function DiffViewer({ diff, layout, ref }: DiffViewerProps) {
  const viewer = useRef<CodeViewHandle<undefined, undefined>>(null);
  const files = useMemo(() => parseFiles(diff), [diff]);
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
        renderHeaderPrefix={(item) => <FoldToggle item={item} onToggle={toggle} />}
        renderHeaderMetadata={(item) => <FoldedNote item={item} />}
      />
    </WorkerPoolContextProvider>
  );
}

function FoldToggle(props: { item: CodeViewItem<undefined>; onToggle(path: string): void }) {
  const { id, collapsed } = props.item;
  const label = collapsed ? words.diff.unfold(id) : words.diff.fold(id);
  return (
    <button
      type="button"
      className="icon-button"
      aria-expanded={!collapsed}
      aria-label={label}
      onClick={() => props.onToggle(id)}
    >
      {collapsed ? <ChevronRightIcon size={16} /> : <ChevronDownIcon size={16} />}
    </button>
  );
}

function FoldedNote({ item }: { item: CodeViewItem<undefined> }) {
  if (item.type !== 'diff') return null;
  const { hunks, unifiedLineCount } = item.fileDiff;
  if (hunks.length === 0) return <span className="diff-note">{words.diff.noLines}</span>;
  if (!item.collapsed) return null;
  const note = words.diff.foldedLarge(words.lines(unifiedLineCount));
  return <span className="diff-note">{note}</span>;
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

function countLines({ hunks }: FileDiffMetadata) {
  return {
    additions: hunks.reduce((sum, hunk) => sum + hunk.additionLines, 0),
    deletions: hunks.reduce((sum, hunk) => sum + hunk.deletionLines, 0),
  };
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
    layout: { paddingTop: 0, paddingBottom: 48, gap: 0 },
    unsafeCSS: viewerStyle,
  };
}
