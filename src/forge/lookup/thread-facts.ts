import type { PullRequest } from '../../domain/diff-status.ts';

export type ThreadFacts = Pick<PullRequest, 'unresolvedThreads' | 'unresolvedThreadsAtLeast'>;

/** Null for an unknown number; `isAtLeast` when there are more threads than were read. */
export function toThreadFacts(unresolved: number | null, isAtLeast = false): ThreadFacts {
  return { unresolvedThreads: unresolved, unresolvedThreadsAtLeast: isAtLeast };
}
