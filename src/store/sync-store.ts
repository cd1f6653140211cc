import { maximumJitterMs, type NextDue } from '../domain/backoff.ts';
import type { AcquiredRow, Failure, PullRequest } from '../domain/diff-status.ts';
import type { Database } from './database.ts';
import { type AcquireChat, acquireChat } from './queries/acquire-chat.ts';
import { type AcquiredLane, acquireLanes } from './queries/acquire-lanes.ts';
import { type AcquireStale, acquireStale } from './queries/acquire-stale.ts';
import { assignForge } from './queries/assign-forge.ts';
import { assignRepository } from './queries/assign-repository.ts';
import { clearPullRequest } from './queries/clear-pull-request.ts';
import { confirmUnmoved } from './queries/confirm-unmoved.ts';
import { findChat } from './queries/find-chat.ts';
import { type FindEarliestDue, findEarliestDue } from './queries/find-earliest-due.ts';
import { findNextLane } from './queries/find-next-lane.ts';
import { listWorkspaceChatIds } from './queries/list-workspace-chat-ids.ts';
import { type ListedPullRequest, markMovedDue } from './queries/mark-moved-due.ts';
import { type MarkStale, markStale } from './queries/mark-stale.ts';
import { pauseToken, type TokenPause } from './queries/pause-token.ts';
import { planLanes } from './queries/plan-lanes.ts';
import { recordFailure } from './queries/record-failure.ts';
import { recordNoPullRequest } from './queries/record-no-pull-request.ts';
import { recordPullRequest } from './queries/record-pull-request.ts';
import { releaseLeases } from './queries/release-leases.ts';
import { scheduleLane } from './queries/schedule-lane.ts';

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
    pauseToken: (pause: Omit<TokenPause, 'maximumJitterMs'>) =>
      pauseToken(database, { ...pause, maximumJitterMs }),
    assignForge: (row: AcquiredRow, forgeId: string) => assignForge(database, row, forgeId),
    planLanes: (forgeIds: readonly string[]) => planLanes(database, forgeIds),
    acquireLanes: (limit: number) => acquireLanes(database, limit),
    findNextLane: () => findNextLane(database),
    scheduleLane: (lane: AcquiredLane, next: { delayMs: number; changedAt: Date | null }) =>
      scheduleLane(database, lane, next),
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
