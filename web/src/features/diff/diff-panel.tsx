import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { Checkout } from '../../../../src/contract/checkout.ts';
import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { checkoutDiffQuery, diffQuery, toDiffVersion } from '../../api/diffs.ts';
import { ProblemNotice } from '../../shared/problem-notice.tsx';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useSlow } from '../../ui/use-delayed.ts';
import { findNewerDiff, NewerDiffBar } from './newer-diff-bar.tsx';

const importContent = () => import('./diff-content.tsx');
const DiffContent = lazy(importContent);
const longMs = 5_000;

type DiffSource = 'pull_request' | 'not_pushed';

const sourceOptions = [
  { value: 'pull_request' as const, label: messages.diff.pullRequest },
  { value: 'not_pushed' as const, label: messages.diff.notPushed },
];

interface DiffPanelProps {
  status: DiffStatus;
  checkout: Checkout | null;
  search: Search;
}

/** The diff of the pull request, and beside it what is not pushed from the worktree. */
export function DiffPanel({ status, checkout, search }: DiffPanelProps) {
  const [source, setSource] = useState<DiffSource>('pull_request');
  if (!hasUnpushed(checkout)) return <BranchDiff status={status} search={search} />;
  return (
    <>
      <div className="diff-source">
        <Segmented
          label={messages.diff.source}
          options={sourceOptions}
          chosen={new Set([source])}
          onToggle={setSource}
        />
        {source === 'not_pushed' && <span>{messages.diff.notPushedNote}</span>}
      </div>
      {source === 'not_pushed' ? (
        <UnpushedDiff status={status} checkout={checkout} search={search} />
      ) : (
        <BranchDiff status={status} search={search} />
      )}
    </>
  );
}

function hasUnpushed(checkout: Checkout | null): checkout is Checkout {
  if (!checkout?.exists) return false;
  return (checkout.ahead ?? 0) > 0 || (checkout.changed_files ?? 0) > 0;
}

function UnpushedDiff(props: { status: DiffStatus; checkout: Checkout; search: Search }) {
  const { status, checkout, search } = props;
  const { data, error, refetch } = useQuery(checkoutDiffQuery(status, checkout));
  if (!data) {
    if (!error) return <DiffLoading />;
    const { failedTitle } = messages.diff;
    return <ProblemNotice title={failedTitle} error={error} onRetry={() => void refetch()} />;
  }
  if (data.files.length === 0) {
    return (
      <Notice title={messages.diff.notPushedEmptyTitle}>
        <p>{messages.diff.notPushedEmptyText}</p>
      </Notice>
    );
  }
  const { git_remote_origin: origin, git_branch: branch } = status;
  const place = { provider: '', remote_origin: origin, pull_request_url: status.url };
  const diff: Diff = { ...data, ...place, branch, files_at_least: false };
  return (
    <section className="diff" aria-label={messages.diff.region}>
      <LoadedDiff diff={diff} status={status} search={search} />
    </section>
  );
}

function LoadedDiff(props: { diff: Diff; status: DiffStatus; search: Search }) {
  return (
    <ErrorBoundary fallback={<Notice title={messages.diff.viewerFailed} />}>
      <Suspense fallback={<DiffLoading />}>
        <DiffContent {...props} />
      </Suspense>
    </ErrorBoundary>
  );
}

/** Loads the diff of a tracked branch, and shows it or why there is none. */
function BranchDiff({ status, search }: { status: DiffStatus; search: Search }) {
  const { query, newer, showLatest } = useShownDiff(status);
  const { mutate } = showLatest;
  const show = useCallback(() => mutate(), [mutate]);
  useEffect(() => {
    // Loads the viewer's code while the diff is fetched. The error boundary below handles a failure.
    importContent().catch(() => undefined);
  }, []);
  if (!query.data) {
    if (!query.error) return <DiffLoading />;
    return (
      <ProblemNotice
        title={messages.diff.failedTitle}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  const diff = query.data;
  return (
    <section className="diff" aria-label={messages.diff.region}>
      <NewerDiffBar
        newer={newer}
        status={status}
        busy={showLatest.isPending}
        error={showLatest.error}
        onShow={show}
      />
      {diff.files.length === 0 ? (
        <EmptyDiff branchOnly={diff.pull_request_url === null} />
      ) : (
        <LoadedDiff diff={diff} status={status} search={search} />
      )}
    </section>
  );
}

/** Keeps showing one version of the diff, and reports when there is a newer one to switch to. */
function useShownDiff(status: DiffStatus) {
  const queryClient = useQueryClient();
  const latest = toDiffVersion(status);
  const [shown, setShown] = useState(latest);
  const query = useQuery(diffQuery(status, shown));
  // Until a diff is shown, follow the latest version.
  if (!query.data && JSON.stringify(shown) !== JSON.stringify(latest)) setShown(latest);
  useRetryAfterRefresh(status.refreshed_at, query.error !== null, query.refetch);
  const showLatest = useMutation({
    mutationFn: () => queryClient.fetchQuery(diffQuery(status, latest)),
    onSuccess: () => setShown(latest),
  });
  const newer = query.data && findNewerDiff(query.data, shown, latest);
  return { query, newer, showLatest };
}

/** A later refresh that succeeded may have removed what made the diff fail. */
function useRetryAfterRefresh(
  refreshedAt: string | null,
  failed: boolean,
  refetch: () => unknown,
): void {
  const before = useRef(refreshedAt);
  useEffect(() => {
    if (before.current === refreshedAt) return;
    before.current = refreshedAt;
    if (failed) void refetch();
  }, [refreshedAt, failed, refetch]);
}

/** Empty for a moment, then a message, and another one if it takes long. */
function DiffLoading() {
  const slow = useSlow(true);
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), longMs);
    return () => clearTimeout(timer);
  }, []);
  if (!slow) return null;
  return (
    <output className="diff-waiting">
      <p>{long ? messages.diff.loadingLong : messages.diff.loading}</p>
      {long && <progress aria-label={messages.diff.loading} />}
    </output>
  );
}

function EmptyDiff({ branchOnly }: { branchOnly: boolean }) {
  return (
    <Notice title={messages.diff.empty}>
      {branchOnly && <p>{messages.diff.branchDiff}</p>}
      <p>{messages.diff.emptyText}</p>
    </Notice>
  );
}
