import { SidebarCollapseIcon, SidebarExpandIcon } from '@primer/octicons-react';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useRef } from 'react';
import type { Diff } from '../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { diffQuery } from '../api/diffs.ts';
import type { DiffLayout, DiffViewerHandle } from '../diff/diff-viewer.tsx';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { Notice } from '../ui/notice.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { useMedia } from '../ui/use-media.ts';
import { useSlow } from '../ui/use-slow.ts';
import { useStored } from '../ui/use-stored.ts';
import { words } from '../words.ts';
import { FileList } from './file-list.tsx';
import { LineCounts } from './line-counts.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const DiffViewer = lazy(() => import('../diff/diff-viewer.tsx'));
const layouts = ['unified', 'split'] as const;
const layoutOptions = layouts.map((value) => ({ value, label: words.diff[value] }));
const wideEnough = '(min-width: 900px)';

/** The diff has the width; the list of files can go away. */
export function DiffPanel({ status }: { status: DiffStatus }) {
  const diff = useQuery(diffQuery(status));
  const slow = useSlow(diff.isPending);
  useRetryAfterLook(status, diff);
  if (diff.data) return <ReadDiff diff={diff.data} status={status} />;
  if (diff.error) {
    return (
      <ProblemNotice
        title={words.diff.failedTitle}
        error={diff.error}
        onRetry={() => void diff.refetch()}
      />
    );
  }
  return slow ? <p className="diff-waiting">{words.diff.loading}</p> : null;
}

/** What kept the diff away may be over once a later look succeeded. */
function useRetryAfterLook(
  { refreshed_at: refreshedAt }: DiffStatus,
  { error, refetch }: Pick<UseQueryResult, 'error' | 'refetch'>,
): void {
  const before = useRef(refreshedAt);
  useEffect(() => {
    if (before.current === refreshedAt) return;
    before.current = refreshedAt;
    if (error) void refetch();
  }, [refreshedAt, error, refetch]);
}

function ReadDiff({ diff, status }: { diff: Diff; status: DiffStatus }) {
  const viewer = useRef<DiffViewerHandle>(null);
  const [layout, setLayout] = useStored<DiffLayout>('diff-layout', layouts, 'unified');
  const [files, setFiles] = useStored('diff-files', ['shown', 'hidden'] as const, 'shown');
  const roomy = useMedia(wideEnough);
  const toggleFiles = () => setFiles(files === 'shown' ? 'hidden' : 'shown');
  const shortcuts = useMemo(
    () => ({
      u: () => setLayout(layout === 'unified' ? 'split' : 'unified'),
      f: () => setFiles(files === 'shown' ? 'hidden' : 'shown'),
    }),
    [layout, files, setLayout, setFiles],
  );
  useShortcuts(shortcuts);
  if (diff.files.length === 0) return <NoDifference status={status} />;
  const listShown = files === 'shown' && roomy;
  return (
    <section className="diff" aria-label={words.diff.region}>
      <div className="diff-bar">
        <FileListToggle shown={listShown} onToggle={toggleFiles} />
        <DiffTotals diff={diff} />
        {diff.pull_request_url === null && <BranchDiffNote status={status} />}
        {!diff.truncated && (
          <Segmented
            label={words.diff.layout}
            options={layoutOptions}
            chosen={new Set([layout])}
            onToggle={setLayout}
          />
        )}
      </div>
      {diff.truncated ? (
        <TruncatedDiff diff={diff} />
      ) : (
        <div className="diff-body">
          {listShown && (
            <FileList files={diff.files} onChoose={(path) => viewer.current?.showFile(path)} />
          )}
          <ErrorBoundary fallback={<Notice title={words.diff.viewerFailed} />}>
            <Suspense fallback={<p className="diff-waiting">{words.diff.loading}</p>}>
              <DiffViewer ref={viewer} diff={diff} layout={roomy ? layout : 'unified'} />
            </Suspense>
          </ErrorBoundary>
        </div>
      )}
    </section>
  );
}

function FileListToggle({ shown, onToggle }: { shown: boolean; onToggle: () => void }) {
  const label = shown ? words.diff.hideFiles : words.diff.showFiles;
  return (
    <button
      type="button"
      className="icon-button file-list-toggle"
      onClick={onToggle}
      aria-label={label}
      aria-pressed={shown}
      title={label}
    >
      {shown ? <SidebarExpandIcon size={16} /> : <SidebarCollapseIcon size={16} />}
    </button>
  );
}

function DiffTotals({ diff }: { diff: Diff }) {
  const sum = (name: 'additions' | 'deletions') =>
    diff.files.reduce((total, file) => total + file[name], 0);
  return (
    <span className="diff-totals">
      {words.files(diff.files.length)}
      <LineCounts additions={sum('additions')} deletions={sum('deletions')} />
    </span>
  );
}

function BranchDiffNote({ status }: { status: DiffStatus }) {
  const text = status.base_branch
    ? words.diff.branchDiffAgainst(status.base_branch)
    : words.diff.branchDiff;
  return <span className="diff-note">{text}</span>;
}

function TruncatedDiff({ diff }: { diff: Diff }) {
  return (
    <div className="diff-truncated">
      <Notice title={words.diff.truncatedTitle}>{words.diff.truncatedText}</Notice>
      <FileList files={diff.files} />
    </div>
  );
}

function NoDifference({ status }: { status: DiffStatus }) {
  return (
    <Notice title={words.diff.empty}>
      {status.pull_request_state === null && <p>{words.diff.branchDiff}</p>}
      <p>{words.diff.emptyText}</p>
    </Notice>
  );
}
