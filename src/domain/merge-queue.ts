import { mergeabilityDelaysMs } from './backoff.ts';
import type { PullRequest } from './diff-status.ts';
import type { AcquiredRow } from './tracked-branch.ts';

type QueuedRow = Pick<AcquiredRow, 'url' | 'headSha' | 'inMergeQueue' | 'mergeabilityAttempts'>;

/**
 * A merge queue removes its entry a moment before the forge reports the merge. Until it does, or a few
 * seconds have shown that the pull request was ejected, it is not open as any other: it keeps its place
 * in the queue, and is read again soon like one whose mergeability is not computed yet.
 */
export function holdMergeQueueEntry(pullRequest: PullRequest, row: QueuedRow): PullRequest {
  const hasLeft = row.inMergeQueue === true && pullRequest.inMergeQueue === false;
  const isSame = row.url === pullRequest.url && row.headSha === pullRequest.headSha;
  const isSettled = row.mergeabilityAttempts >= mergeabilityDelaysMs.length;
  if (!hasLeft || !isSame || isSettled || pullRequest.state !== 'open') return pullRequest;
  return {
    ...pullRequest,
    inMergeQueue: null,
    mergeQueuePosition: null,
    mergeability: 'computing',
  };
}
