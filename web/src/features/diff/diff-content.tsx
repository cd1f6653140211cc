import './diff-content.css';
import './file-tree.css';
import './file-header.css';
import './comments/comments.css';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { type Search, toChatView } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { renderThread } from './comments/comment-thread.tsx';
import { CommentsContext } from './comments/comments-context.ts';
import { CommentsApart } from './comments/unplaced-comments.tsx';
import { CommentBar } from './comments/unsent-comments.tsx';
import { useCommenting } from './comments/use-commenting.ts';
import { DiffBar, ReaderNote } from './diff-bar.tsx';
import { DiffViewer } from './diff-viewer.tsx';
import { useHeader } from './file-header.tsx';
import { toShownPath } from './format-path.ts';
import { useDiffActions } from './use-diff-actions.ts';
import { useDiffEntries } from './use-diff-entries.ts';
import { useDiffKeys } from './use-diff-keys.ts';
import { useFileContexts } from './use-file-contexts.ts';
import { useLineAddress } from './use-line-address.ts';
import type { ViewerControl } from './viewer-control.ts';
import type { SelectedLines } from './viewer-items.ts';
import { useViewerItems } from './viewer-items.ts';
import { useDiffChoices } from './viewer-options.ts';

const FileTree = lazy(() => import('./file-tree.tsx'));

export interface DiffReaderProps {
  diff: Diff;
  status: DiffStatus;
  search: Search;
}

/** The changed files: a tree beside them, their lines, and what a person does while reading. */
export default function DiffReader(props: DiffReaderProps) {
  const { diff, search } = props;
  const viewer = useRef<ViewerControl>(null);
  const state = useDiffEntries(diff);
  const { read, entries, marks } = state;
  const actions = useDiffActions(state, viewer);
  const choices = useDiffChoices();
  const contexts = useFileContexts(read.diff);
  const [current, setCurrent] = useState<string>();
  const [drawer, setDrawer] = useState(false);
  const treeOpen = choices.roomy ? choices.treeShown : drawer;
  const toggleTree = choices.roomy ? choices.toggleTree : () => setDrawer(!drawer);
  const address = useLineAddress({
    search,
    entries,
    complete: read.complete,
    viewer,
    onOpen: actions.open,
  });
  const { writeLines, goTo } = address;
  const markLines = useCallback(
    (lines: SelectedLines) => {
      viewer.current?.markLines(lines);
      writeLines(lines);
    },
    [writeLines],
  );
  const { byPath } = state;
  const comments = useCommenting({
    diff,
    status: props.status,
    byPath,
    viewer,
    onMark: markLines,
    onGoTo: goTo,
  });
  useDiffKeys(toChatView(search) === 'diff', {
    ...actions,
    ...choices,
    toggleTree,
    markHunk: () => {
      const lines = actions.findHunkLines();
      if (lines) markLines(lines);
    },
    stepLine: comments.step,
    comment: comments.start,
    findFile: () => {
      if (!treeOpen) toggleTree();
      requestAnimationFrame(() =>
        document.querySelector<HTMLInputElement>('[data-file-filter]')?.select(),
      );
    },
  });
  const { isMarked } = marks;
  const isViewed = useCallback(
    (path: string) => {
      const entry = byPath.get(path);
      return entry !== undefined && isMarked(entry);
    },
    [byPath, isMarked],
  );
  const items = useViewerItems(state, comments.annotations);
  const renderHeader = useHeader(state, actions, contexts.problems, viewer, search);
  const tree = (
    <Suspense fallback={<div className="file-tree" />}>
      <FileTree
        files={useMemo(() => entries.map(({ file }) => file), [entries])}
        current={current ?? entries[0]?.file.path}
        isViewed={isViewed}
        onChoose={(path) => {
          setDrawer(false);
          actions.chooseFile(path);
        }}
      />
    </Suspense>
  );
  return (
    <CommentsContext value={comments.context}>
      <DiffBar
        files={diff.files}
        viewed={entries.filter(marks.isMarked).length}
        treeOpen={treeOpen}
        onTree={toggleTree}
        allFolded={actions.allFolded}
        onFoldAll={actions.toggleAllFolds}
        choices={choices}
        note={
          <ReaderNote diff={diff} status={props.status} state={state} onLoadAll={actions.loadAll} />
        }
      />
      {address.missing !== undefined && (
        <p className="diff-word">{messages.diff.unknownFile(toShownPath(address.missing))}</p>
      )}
      <CommentsApart reading={comments.query} />
      <div className="diff-body">
        {choices.roomy && choices.treeShown && tree}
        <DiffViewer
          ref={viewer}
          items={items}
          layout={choices.layout}
          overflow={choices.overflow}
          loadDiffFiles={contexts.loadDiffFiles}
          renderHeader={renderHeader}
          renderAnnotation={renderThread}
          onFile={setCurrent}
          onSelectLines={writeLines}
          onComment={comments.startAt}
        />
      </div>
      <CommentBar said={comments.said} markedLine={comments.markedLine} />
      {!choices.roomy && (
        <Dialog
          title={messages.diff.fileList}
          closeLabel={messages.diff.closeFiles}
          open={drawer}
          onClose={() => setDrawer(false)}
        >
          {drawer && tree}
        </Dialog>
      )}
      <output className="unseen" aria-live="polite">
        {actions.said}
      </output>
    </CommentsContext>
  );
}
