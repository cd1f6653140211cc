import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { type DiffVersion, diffQuery, toDiffVersion } from '../../api/diffs.ts';

export type NewerDiff =
  | { reason: 'commits'; headSha: string }
  /** The head is unknown, so the diff may be the same. */
  | { reason: 'push' }
  | { reason: 'pull_request' };

/** Keeps showing one version of the diff, and reports when there is a newer one to switch to. */
export function useShownDiff(status: DiffStatus) {
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

/** Why the latest diff may differ from the shown one; undefined if it does not. */
export function findNewerDiff(
  diff: Pick<Diff, 'head_sha' | 'pull_request_url'>,
  shown: DiffVersion,
  latest: DiffVersion,
): NewerDiff | undefined {
  if (latest.url !== null && shown.url === null && diff.pull_request_url === null) {
    return { reason: 'pull_request' };
  }
  if (latest.headSha === null) {
    const pushed = shown.headSha === null && shown.reportedAt !== latest.reportedAt;
    return pushed ? { reason: 'push' } : undefined;
  }
  // The fetched diff may already show a head that was reported only later.
  if (shown.headSha === latest.headSha || diff.head_sha === latest.headSha) return undefined;
  return { reason: 'commits', headSha: latest.headSha };
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
