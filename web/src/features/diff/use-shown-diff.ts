import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { diffQuery, toDiffVersion } from '../../api/diffs.ts';
import { findNewerDiff } from './newer-diff.ts';

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
