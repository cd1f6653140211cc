import type { NextDue } from '../domain/backoff.ts';
import type { Failure, PullRequest } from '../domain/diff-status.ts';
import type { TokenPause } from '../domain/forge-token.ts';
import type { AcquiredLane, LaneSchedule, ListedPullRequest } from '../domain/repository-lane.ts';
import type {
  AcquireChat,
  AcquiredRow,
  AcquireStale,
  FindEarliestDue,
  MarkStale,
} from '../domain/tracked-branch.ts';
import type { Database } from './database.ts';
import { acquireChat } from './queries/branches/acquire-chat.ts';
import { acquireStale } from './queries/branches/acquire-stale.ts';
import { assignForge } from './queries/branches/assign-forge.ts';
import { assignRepository } from './queries/branches/assign-repository.ts';
import { clearPullRequest } from './queries/branches/clear-pull-request.ts';
import { findEarliestDue } from './queries/branches/find-earliest-due.ts';
import { markStale } from './queries/branches/mark-stale.ts';
import { recordFailure } from './queries/branches/record-failure.ts';
import { recordNoPullRequest } from './queries/branches/record-no-pull-request.ts';
import { recordPullRequest } from './queries/branches/record-pull-request.ts';
import { releaseLeases } from './queries/branches/release-leases.ts';
import { findChat } from './queries/chats/find-chat.ts';
import { listWorkspaceChatIds } from './queries/chats/list-workspace-chat-ids.ts';
import { acquireLanes } from './queries/lanes/acquire-lanes.ts';
import { confirmUnmoved } from './queries/lanes/confirm-unmoved.ts';
import { findNextLane } from './queries/lanes/find-next-lane.ts';
import { markMovedDue } from './queries/lanes/mark-moved-due.ts';
import { planLanes } from './queries/lanes/plan-lanes.ts';
import { scheduleLane } from './queries/lanes/schedule-lane.ts';
import { pauseToken } from './queries/tokens/pause-token.ts';

/** The statements of the sync, bound to one database. */
export function createSyncStore(database: Database) {
  return {
    isChatOf: async (ownerId: string, chatId: string) =>
      (await findChat(database, ownerId, chatId)) !== undefined,
    listWorkspaceChatIds: (ownerId: string, workspaceId: string) =>
      listWorkspaceChatIds(database, ownerId, workspaceId),
    markStale: (mark: MarkStale) => markStale(database, mark),

    acquireStale: (request: AcquireStale) => acquireStale(database, request),
    acquireChat: (request: AcquireChat) => acquireChat(database, request),
    findEarliestDue: (request: FindEarliestDue) => findEarliestDue(database, request),
    releaseLeases: (rows: readonly AcquiredRow[]) => releaseLeases(database, rows),

    recordPullRequest: (row: AcquiredRow, pullRequest: PullRequest, due: NextDue) =>
      recordPullRequest(database, row, pullRequest, due),
    recordNoPullRequest: (row: AcquiredRow, due: NextDue) =>
      recordNoPullRequest(database, row, due),
    clearPullRequest: (row: AcquiredRow, due: NextDue) => clearPullRequest(database, row, due),
    recordFailure: (row: AcquiredRow, failure: Failure, due: NextDue) =>
      recordFailure(database, row, failure, due),
    pauseToken: (pause: TokenPause) => pauseToken(database, pause),
    assignForge: (row: AcquiredRow, forgeId: string) => assignForge(database, row, forgeId),
    planLanes: (forgeIds: readonly string[]) => planLanes(database, forgeIds),
    acquireLanes: (limit: number) => acquireLanes(database, limit),
    findNextLane: () => findNextLane(database),
    scheduleLane: (lane: AcquiredLane, next: LaneSchedule) => scheduleLane(database, lane, next),
    markMovedDue: (lane: AcquiredLane, pullRequests: readonly ListedPullRequest[]) =>
      markMovedDue(database, lane, pullRequests),
    confirmUnmoved: (
      lane: AcquiredLane,
      pullRequests: readonly ListedPullRequest[],
      diffStatusTtlMs: number,
    ) => confirmUnmoved(database, lane, pullRequests, diffStatusTtlMs),
    assignRepository: (row: AcquiredRow, repository: string) =>
      assignRepository(database, row, repository),
  };
}

export type SyncStore = ReturnType<typeof createSyncStore>;
