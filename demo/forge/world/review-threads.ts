import { type Account, type PullRequest, type ReviewThread } from './records.ts';
import { announce, takeId, touch, type World } from './world.ts';

/** A thread to be opened; at the first line of the head unless it says otherwise. */
export type NewReviewThread = Pick<ReviewThread, 'author' | 'body' | 'path'> &
  Partial<Pick<ReviewThread, 'line' | 'side' | 'startLine' | 'hunk' | 'commit' | 'reviewId'>>;

/** Opens a thread. */
export function openThread(
  world: World,
  pullRequest: PullRequest,
  wanted: NewReviewThread,
): ReviewThread {
  const thread: ReviewThread = {
    line: 1,
    side: 'RIGHT',
    startLine: null,
    hunk: '',
    commit: pullRequest.headSha,
    reviewId: null,
    ...wanted,
    id: takeId(world),
    createdAt: world.now(),
    resolvedBy: undefined,
  };
  pullRequest.threads.push(thread);
  touch(world, pullRequest);
  announce(world, { kind: 'thread', action: 'opened', pullRequest, thread });
  return thread;
}

/** Resolves a thread, or reopens it when no account is given. */
export function resolveThread(
  world: World,
  pullRequest: PullRequest,
  thread: ReviewThread,
  by: Account | undefined,
): void {
  if ((thread.resolvedBy === undefined) === (by === undefined)) return;
  thread.resolvedBy = by;
  world.revision += 1;
  const action = by === undefined ? 'unresolved' : 'resolved';
  announce(world, { kind: 'thread', action, pullRequest, thread });
}

/** The thread with this id. */
export function findThread(pullRequest: PullRequest, id: number): ReviewThread | undefined {
  return pullRequest.threads.find((thread) => thread.id === id);
}
