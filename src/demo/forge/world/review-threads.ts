import { announce } from './events.ts';
import { touch } from './touch.ts';
import { type Account, type PullRequest, takeId, type World } from './world.ts';

/** A conversation at a line of the diff. */
export interface ReviewThread {
  readonly id: number;
  readonly author: Account;
  readonly body: string;
  readonly path: string;
  readonly line: number;
  readonly commit: string;
  readonly createdAt: Date;
  resolvedBy: Account | undefined;
}

/** A thread to be opened. */
export interface NewReviewThread {
  author: Account;
  body: string;
  path: string;
  line?: number;
}

/** Opens a thread at the pull request's head. */
export function openThread(
  world: World,
  pullRequest: PullRequest,
  { author, body, path, line = 1 }: NewReviewThread,
): ReviewThread {
  const thread: ReviewThread = {
    id: takeId(world),
    author,
    body,
    path,
    line,
    commit: pullRequest.headSha,
    createdAt: world.now(),
    resolvedBy: undefined,
  };
  pullRequest.threads.push(thread);
  touch(world, pullRequest);
  announce(world, { kind: 'thread', action: 'opened', pullRequest, thread });
  return thread;
}

/** Resolves a thread, or opens it again when nobody is named. */
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
