import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { type DiffVersion, diffQuery, toDiffVersion } from '../../api/diffs.ts';

/** The diff that is read. A newer one is offered; what a person reads never changes by itself. */
export function useShownDiff(status: DiffStatus) {
  const queryClient = useQueryClient();
  const latest = toDiffVersion(status);
  const [chosen, setChosen] = useState(latest);
  const query = useQuery(diffQuery(status, chosen));
  // While nothing is read yet, the newest is what is wanted.
  if (!query.data && JSON.stringify(chosen) !== JSON.stringify(latest)) setChosen(latest);
  useRetryAfterLook(status.refreshed_at, query.error !== null, query.refetch);
  const adopt = useMutation({
    mutationFn: () => queryClient.fetchQuery(diffQuery(status, latest)),
    onSuccess: () => setChosen(latest),
  });
  const newer = query.data && findNewerDiff(query.data, chosen, latest);
  return { query, newer, adopt };
}

/** What kept the diff away may be over once a later look succeeded. */
function useRetryAfterLook(
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

export type NewerDiff =
  | { reason: 'commits'; headSha: string }
  /** Of a branch whose head nobody told: it may hold the same. */
  | { reason: 'push' }
  | { reason: 'pull_request' };

/** Why there is a newer diff than the one that is read, if there is. */
export function findNewerDiff(
  read: Pick<Diff, 'head_sha' | 'pull_request_url'>,
  asked: DiffVersion,
  latest: DiffVersion,
): NewerDiff | undefined {
  if (latest.url !== null && asked.url === null && read.pull_request_url === null) {
    return { reason: 'pull_request' };
  }
  if (latest.headSha === null) {
    const pushed = asked.headSha === null && asked.reportedAt !== latest.reportedAt;
    return pushed ? { reason: 'push' } : undefined;
  }
  // The diff that came may already be of the head that was announced later.
  if (asked.headSha === latest.headSha || read.head_sha === latest.headSha) return undefined;
  return { reason: 'commits', headSha: latest.headSha };
}
