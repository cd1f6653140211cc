import type { Change } from '../store/change-feed.ts';
import { RepositoryLanes, type RepositoryLanesDeps } from '../sync/repository-lanes.ts';
import type { LoopDeps } from './loops.ts';

/** Runs the lanes, and passes on the committed changes that concern them. */
export function startLanes(
  deps: RepositoryLanesDeps,
  { changes, lifetime, onFailure }: LoopDeps,
): void {
  const lanes = new RepositoryLanes(deps);
  lifetime.run((signal) => lanes.run(signal), onFailure);
  lifetime.run(async (signal) => {
    using subscription = changes.subscribe();
    signal.addEventListener('abort', () => subscription[Symbol.dispose]());
    for await (const change of subscription) wakeLanes(lanes, change);
  }, onFailure);
}

/** An interruption may have hidden changes: everything is planned again after it. */
export function wakeLanes(
  lanes: Pick<RepositoryLanes, 'wake' | 'noteChange' | 'noteDue'>,
  change: Change,
): void {
  switch (change.kind) {
    case 'resync':
    case 'token_change':
      return lanes.wake();
    case 'diff_status_change':
      return lanes.noteChange(change.chatId);
    case 'lane_due':
      return lanes.noteDue();
    case 'due':
    case 'delivery':
    case 'polling_change':
    case 'verdict_due':
    case 'chat_created':
    case 'chat_deleted':
    case 'session_ended':
    case 'comment_change':
  }
}
