import './content.css';
import './tree.css';
import './file-headers.css';
import './comments/comments.css';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ShownDiff } from '../../api/diffs.ts';
import { type Search, toChatView } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { renderThread } from './comments/comment-thread.tsx';
import { CommentsContext } from './comments/comments-context.ts';
import { UnplacedComments } from './comments/unplaced-comments.tsx';
import { UnsentCommentsBar } from './comments/unsent-comments.tsx';
import { useCommenting } from './comments/use-commenting.ts';
import { CommitsButton } from './commits-button.tsx';
import { DiffBar, DiffNote } from './diff-bar.tsx';
import { canLoad, type DiffEntry } from './diff-entries.ts';
import { DiffViewer } from './diff-viewer.tsx';
import { useFileHeader } from './file-header.tsx';
import { FilePreview } from './file-preview.tsx';
import { formatPath } from './format-path.ts';
import { toMovedLines } from './moved-blocks.ts';
import { MovedLinesBar } from './moved-lines-bar.tsx';
import { PrintDocument } from './print-document.tsx';
import { SearchBar } from './search-bar.tsx';
import { OtherThreads } from './threads/other-threads.tsx';
import { useThreads } from './threads/use-threads.ts';
import { useDiffActions, useDiffKeys } from './use-diff-actions.ts';
import { useDiffEntries } from './use-diff-entries.ts';
import { useDiffSearch } from './use-diff-search.ts';
import { useFileContexts } from './use-file-contexts.ts';
import { useLineAddress } from './use-line-address.ts';
import { useRoomForSplit } from './use-room-for-split.ts';
import type { ViewerControl } from './viewer-control.ts';
import { type SelectedLines, useViewerItems } from './viewer-items.ts';
import { useDiffSettings } from './viewer-options.ts';

const FileTree = lazy(() => import('./file-tree.tsx'));

interface DiffContentProps {
  diff: ShownDiff;
  status: DiffStatus;
  search: Search;
}

/** The changed files: the bar, the file tree, the viewer, and comments on lines. */
export default function DiffContent({ diff, status, search }: DiffContentProps) {
  const viewer = useRef<ViewerControl>(null);
  const settings = useDiffSettings();
  const state = useDiffEntries(diff, settings);
  const { parsed, entries, byPath, viewed } = state;
  const moved = useMemo(() => toMovedLines(parsed.moved), [parsed.moved]);
  const actions = useDiffActions(state, viewer);
  const [measure, hasRoom] = useRoomForSplit();
  const layout = hasRoom && settings.wide ? settings.layout : 'unified';
  const contexts = useFileContexts(parsed.diff);
  const [current, setCurrent] = useState<string>();
  const [drawerOpen, setDrawerOpen] = useState(false);
  const treeOpen = settings.wide ? settings.treeShown : drawerOpen;
  const toggleTree = settings.wide ? settings.toggleTree : () => setDrawerOpen(!drawerOpen);
  const { missingFile, showHere, writeLines, goTo } = useLineAddress({
    search,
    headSha: diff.head_sha,
    entries,
    complete: parsed.complete,
    viewer,
    onOpen: actions.open,
  });
  const selectLines = useCallback(
    (lines: SelectedLines) => {
      viewer.current?.selectLines(lines);
      writeLines(lines);
    },
    [writeLines],
  );
  const threads = useThreads({ diff, status, search, entries, onGoTo: goTo });
  const comments = useCommenting({
    diff,
    status,
    byPath,
    viewer,
    reviews: threads.placed,
    onSelect: selectLines,
    onGoTo: goTo,
  });
  const { open } = actions;
  const { setPreviewed } = state.previews;
  const showLinesOf = useCallback(
    (entry: DiffEntry) => {
      open(entry);
      setPreviewed(entry.file.path, false);
    },
    [open, setPreviewed],
  );
  const find = useDiffSearch({ entries, byPath, viewer, onOpen: showLinesOf });
  useDiffKeys(toChatView(search) === 'diff', {
    ...actions,
    ...settings,
    toggleTree,
    selectHunk: () => {
      const lines = actions.findHunkLines();
      if (lines) selectLines(lines);
    },
    stepLine: comments.step,
    comment: comments.start,
    stepThread: threads.step,
    search: find.open,
    findFile: () => {
      if (!treeOpen) toggleTree();
      requestAnimationFrame(() =>
        document.querySelector<HTMLInputElement>('[data-file-filter]')?.select(),
      );
    },
  });
  const { isViewed: isEntryViewed } = viewed;
  const isViewed = useCallback(
    (path: string) => {
      const entry = byPath.get(path);
      return entry !== undefined && isEntryViewed(entry);
    },
    [byPath, isEntryViewed],
  );
  const items = useViewerItems(state, comments.annotations);
  const renderHeader = useFileHeader(state, actions, contexts.problems, viewer, search);
  const renderPreview = useCallback(
    (path: string) => {
      const entry = byPath.get(path);
      return entry && <FilePreview diff={diff} entry={entry} base={status.base_branch} />;
    },
    [byPath, diff, status.base_branch],
  );
  const chooseFile = (path: string) => {
    setDrawerOpen(false);
    actions.chooseFile(path);
  };
  const tree = (
    <Suspense fallback={<div className="file-tree" />}>
      <FileTree
        files={useMemo(() => entries.map(({ file }) => file), [entries])}
        current={current ?? entries[0]?.file.path}
        isViewed={isViewed}
        onChoose={chooseFile}
        onFind={(path) => {
          chooseFile(path);
          viewer.current?.focus(undefined);
        }}
      />
    </Suspense>
  );
  return (
    <CommentsContext value={comments.context}>
      <DiffBar
        files={diff.files}
        viewed={entries.filter(isEntryViewed).length}
        treeOpen={treeOpen}
        onTree={toggleTree}
        allFolded={actions.allFolded}
        onFoldAll={actions.toggleAllFolds}
        onSearch={find.open}
        settings={settings}
        movedBlocks={parsed.moved.length}
        tooNarrow={layout !== settings.layout}
        commits={status.url !== null && <CommitsButton status={status} search={search} />}
        note={<DiffNote diff={diff} status={status} state={state} onLoadAll={actions.loadAll} />}
      />
      {find.isOpen && <SearchBar search={find} unloaded={entries.filter(canLoad).length} />}
      {missingFile !== undefined && (
        <p className="diff-message">{messages.diff.unknownFile(formatPath(missingFile))}</p>
      )}
      {showHere && (
        <MovedLinesBar search={search} headSha={diff.head_sha ?? ''} onShow={showHere} />
      )}
      <UnplacedComments query={comments.query} />
      <OtherThreads threads={threads.elsewhere} notes={threads.notes} status={status} />
      <div className="diff-body">
        {settings.wide && settings.treeShown && tree}
        <DiffViewer
          ref={viewer}
          items={items}
          layout={layout}
          measure={measure}
          moved={moved}
          overflow={settings.overflow}
          loadDiffFiles={contexts.loadDiffFiles}
          renderHeader={renderHeader}
          renderAnnotation={renderThread}
          renderPreview={renderPreview}
          onFile={setCurrent}
          onSelectLines={writeLines}
          onComment={comments.startAt}
        />
      </div>
      <UnsentCommentsBar
        announcement={comments.announcement}
        lineAnnouncement={comments.lineAnnouncement}
      />
      {!settings.wide && (
        <Dialog
          title={messages.diff.fileList}
          closeLabel={messages.diff.closeFiles}
          open={drawerOpen}
          onClose={() => setDrawerOpen(false)}
        >
          {drawerOpen && tree}
        </Dialog>
      )}
      {toChatView(search) === 'diff' && (
        <PrintDocument diff={diff} status={status} entries={entries} />
      )}
      <output className="visually-hidden" aria-live="polite">
        {threads.announcement || actions.announcement}
      </output>
    </CommentsContext>
  );
}
