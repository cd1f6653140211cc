import { toInstant } from '../rest/to-repository.ts';
import { findQueuePosition } from '../world/merge-queue.ts';
import type { PullRequest, World } from '../world/world.ts';
import { toAccountNode } from './account-node.ts';

/** The fields of a pull request that tell how it is going to be merged. */
export function toMergeFields(world: World, pullRequest: PullRequest) {
  const { autoMergeBy, queueEntry } = pullRequest;
  return {
    isInMergeQueue: queueEntry !== undefined,
    isMergeQueueEnabled: queueEntry !== undefined,
    autoMergeRequest: autoMergeBy && {
      __typename: 'AutoMergeRequest',
      enabledAt: toInstant(pullRequest.updatedAt),
      enabledBy: () => toAccountNode(world, autoMergeBy),
      mergeMethod: 'MERGE',
    },
    mergeQueueEntry: () =>
      queueEntry && {
        __typename: 'MergeQueueEntry',
        id: `MQE_${queueEntry.id}`,
        position: findQueuePosition(pullRequest),
        state: 'AWAITING_CHECKS',
        enqueuedAt: toInstant(queueEntry.enqueuedAt),
        enqueuer: () => toAccountNode(world, queueEntry.by),
        jump: false,
        solo: false,
      },
  };
}
