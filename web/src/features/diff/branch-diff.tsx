import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { diffQuery, toDiffVersion } from '../../api/diffs.ts';
import { ProblemNotice } from '../../shared/problem-notice.tsx';
import { type Search, toChatView } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';
import { useLastSeen } from './last-seen.ts';
import { DiffLoading, LoadedDiff, preloadViewer } from './loaded-diff.tsx';
import { findNewerDiff, NewerDiffBar } from './newer-diff-bar.tsx';
import { SinceBar } from './range-bar.tsx';

/** Loads the whole diff of a tracked branch, and shows it or why there is none. */
export function BranchDiff({ status, search }: { status: DiffStatus; search: Search }) {
  const { query, newer, showLatest } = useShownDiff(status);
  const { mutate } = showLatest;
  const show = useCallback(() => mutate(), [mutate]);
  const headSha = query.data?.head_sha ?? null;
  const shown = toChatView(search) === 'diff';
  const { since, dismiss } = useLastSeen(status, headSha, shown);
  useEffect(preloadViewer, []);
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
        shown={shown}
        busy={showLatest.isPending}
        error={showLatest.error}
        onShow={show}
      />
      {since !== undefined && headSha !== null && (
        <SinceBar
          status={status}
          range={{ from: since, to: headSha }}
          search={search}
          onDismiss={dismiss}
        />
      )}
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

function EmptyDiff({ branchOnly }: { branchOnly: boolean }) {
  return (
    <Notice title={messages.diff.empty}>
      {branchOnly && <p>{messages.diff.branchDiff}</p>}
      <p>{messages.diff.emptyText}</p>
    </Notice>
  );
}
