import { announce } from './events.ts';
import { touch } from './touch.ts';
import { type Account, type PullRequest, takeId, type World } from './world.ts';

/** A place in the merge queue of a repository. */
export interface QueueEntry {
  readonly id: number;
  readonly by: Account;
  readonly enqueuedAt: Date;
}

/** Puts a pull request at the end of the queue. */
export function enqueue(world: World, pullRequest: PullRequest, by: Account): void {
  if (pullRequest.queueEntry !== undefined || pullRequest.state !== 'open') return;
  const entry = { id: takeId(world), by, enqueuedAt: world.now() };
  pullRequest.queueEntry = entry;
  touch(world, pullRequest);
  announce(world, { kind: 'pull_request', action: 'enqueued', pullRequest, sender: by });
  announce(world, { kind: 'merge_group', action: 'checks_requested', pullRequest, entry });
}

/** Takes it out of the queue, for a reason in GitHub's words such as `MANUAL` or `MERGE`. */
export function dequeue(world: World, pullRequest: PullRequest, reason: string): void {
  const entry = pullRequest.queueEntry;
  if (entry === undefined) return;
  pullRequest.queueEntry = undefined;
  touch(world, pullRequest);
  const more = { reason };
  announce(world, { kind: 'merge_group', action: 'destroyed', pullRequest, entry });
  announce(world, { kind: 'pull_request', action: 'dequeued', pullRequest, more });
}

/** Its place, from 1; undefined outside the queue. */
export function findQueuePosition({ repository, queueEntry }: PullRequest): number | undefined {
  if (queueEntry === undefined) return undefined;
  const waiting = [...repository.pullRequests.values()].filter(
    (other) => other.queueEntry !== undefined && other.queueEntry.id <= queueEntry.id,
  );
  return waiting.length;
}

/** Has it merged as soon as it can be; undefined: not any more. */
export function setAutoMerge(world: World, pullRequest: PullRequest, by: Account | undefined) {
  if (pullRequest.autoMergeBy === by) return;
  const sender = by ?? pullRequest.autoMergeBy;
  pullRequest.autoMergeBy = by;
  touch(world, pullRequest);
  const action = by === undefined ? 'auto_merge_disabled' : 'auto_merge_enabled';
  announce(world, { kind: 'pull_request', action, pullRequest, ...(sender && { sender }) });
}
