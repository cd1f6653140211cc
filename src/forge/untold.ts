import type { PullRequest } from '../domain/diff-status.ts';

/** The facts of a pull request that a forge, or one way of asking it, does not tell. */
export const untold = {
  changedAt: null,
  countsAtLeast: false,
  checks: null,
  mergeability: 'unknown',
  autoMerge: null,
  inMergeQueue: null,
  mergeQueuePosition: null,
  reviewDecision: null,
  unresolvedThreads: null,
  requestedReviewers: null,
  labels: null,
} as const satisfies Partial<PullRequest>;
