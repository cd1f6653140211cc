import type { NextDue } from '../domain/backoff.ts';
import type {
  AcquireDeliveries,
  ApplyHeadChecks,
  ClaimFeeds,
  KeepUnmatched,
  MarkBranchDue,
  MarkCommitDue,
  ReconciledFeed,
  RecordFeedDeliveries,
  RecordPullRequestFacts,
} from '../domain/delivery.ts';
import type { Failure, PullRequest } from '../domain/diff-status.ts';
import type { TokenPause } from '../domain/forge-token.ts';
import type { CurrentRepository } from '../domain/refresh-outcome.ts';
import type { RecordReplica } from '../domain/replica.ts';
import type {
  AcquiredLane,
  ConfirmIntervals,
  LaneKey,
  LaneSchedule,
  LaneScope,
  ListedPullRequest,
  PlanLanes,
  SurveyedChecks,
} from '../domain/repository-lane.ts';
import type {
  AcquireChat,
  AcquiredRow,
  AcquireEarly,
  AcquireStale,
  BringForward,
  FindEarliestDue,
  MarkStale,
} from '../domain/tracked-branch.ts';
import { applyHeadChecks } from './apply-head-checks.ts';
import type { Database } from './database.ts';
import { createPullRequestRecorder } from './pull-request-recorder.ts';
import { acquireChat } from './queries/branches/acquire-chat.ts';
import { acquireEarly } from './queries/branches/acquire-early.ts';
import { acquireStale } from './queries/branches/acquire-stale.ts';
import { assignForge } from './queries/branches/assign-forge.ts';
import { assignRepository } from './queries/branches/assign-repository.ts';
import { bringForward } from './queries/branches/bring-forward.ts';
import { clearPullRequest } from './queries/branches/clear-pull-request.ts';
import { findEarliestDue } from './queries/branches/find-earliest-due.ts';
import { markBranchDue } from './queries/branches/mark-branch-due.ts';
import { markCommitDue } from './queries/branches/mark-commit-due.ts';
import { markStale } from './queries/branches/mark-stale.ts';
import { recordFailure } from './queries/branches/record-failure.ts';
import { recordNoPullRequest } from './queries/branches/record-no-pull-request.ts';
import { recordPullRequestFacts } from './queries/branches/record-pull-request-facts.ts';
import { releaseLeases } from './queries/branches/release-leases.ts';
import { findChat } from './queries/chats/find-chat.ts';
import { listWorkspaceChatIds } from './queries/chats/list-workspace-chat-ids.ts';
import { deleteOldSamples } from './queries/health/delete-old-samples.ts';
import { deleteReplica } from './queries/health/delete-replica.ts';
import { keepClock } from './queries/health/keep-clock.ts';
import { recordDataAge } from './queries/health/record-data-age.ts';
import { recordReplica } from './queries/health/record-replica.ts';
import { acquireLanes } from './queries/lanes/acquire-lanes.ts';
import { compareHead, markHeadDue } from './queries/lanes/compare-head.ts';
import { confirmUnmoved } from './queries/lanes/confirm-unmoved.ts';
import { findNextLane } from './queries/lanes/find-next-lane.ts';
import { listAwaiting } from './queries/lanes/list-awaiting.ts';
import { listLaneLoads } from './queries/lanes/list-lane-loads.ts';
import { listOwners } from './queries/lanes/list-owners.ts';
import { markMovedDue } from './queries/lanes/mark-moved-due.ts';
import { noteMissed } from './queries/lanes/note-missed.ts';
import { planLanes } from './queries/lanes/plan-lanes.ts';
import { scheduleLane } from './queries/lanes/schedule-lane.ts';
import { findPollingPause } from './queries/polling/find-polling-pause.ts';
import { type SavePollingPause, savePollingPause } from './queries/polling/save-polling-pause.ts';
import { pauseToken } from './queries/tokens/pause-token.ts';
import { findNextVerdict } from './queries/verdicts/find-next-verdict.ts';
import { acquireDeliveries } from './queries/webhooks/acquire-deliveries.ts';
import { claimFeeds } from './queries/webhooks/claim-feeds.ts';
import {
  type DeliveryAges,
  deleteOldDeliveries,
} from './queries/webhooks/delete-old-deliveries.ts';
import { findEarliestDelivery } from './queries/webhooks/find-earliest-delivery.ts';
import { finishDelivery } from './queries/webhooks/finish-delivery.ts';
import { keepUnmatchedDelivery } from './queries/webhooks/keep-unmatched-delivery.ts';
import { postponeDelivery } from './queries/webhooks/postpone-delivery.ts';
import { recordFeedDeliveries } from './queries/webhooks/record-feed-deliveries.ts';
import { recordFeedReconciled } from './queries/webhooks/record-feed-reconciled.ts';
import { RowBatches } from './row-batches.ts';
import { settleVerdicts } from './settle-verdicts.ts';

/** The statements of the sync, bound to one database. */
export function createSyncStore(database: Database) {
  const recordRead = createPullRequestRecorder(database);
  const withoutPullRequest = new RowBatches(database, recordNoPullRequest);
  const goneRequests = new RowBatches(database, clearPullRequest);
  const failures = new RowBatches(database, recordFailure);
  return {
    findChatId: async (ownerId: string, publicId: string) =>
      (await findChat(database, ownerId, publicId))?.id,
    listWorkspaceChatIds: (ownerId: string, workspaceId: string) =>
      listWorkspaceChatIds(database, ownerId, workspaceId),
    markStale: (mark: MarkStale) => markStale(database, mark),

    acquireStale: (request: AcquireStale) => acquireStale(database, request),
    acquireEarly: (request: AcquireEarly) => acquireEarly(database, request),
    acquireChat: (request: AcquireChat) => acquireChat(database, request),
    bringForward: (request: BringForward) => bringForward(database, request),
    findEarliestDue: (request: FindEarliestDue) => findEarliestDue(database, request),
    releaseLeases: (rows: readonly AcquiredRow[]) => releaseLeases(database, rows),
    assignForge: (row: AcquiredRow, forgeId: string) => assignForge(database, row, forgeId),
    assignRepository: (row: AcquiredRow, repository: string) =>
      assignRepository(database, row, repository),

    recordPullRequest: (
      row: AcquiredRow,
      pullRequest: PullRequest,
      due: NextDue,
      repository?: CurrentRepository,
      sinceAcquiredMs = 0,
    ) => recordRead({ row, pullRequest, due, repository, sinceAcquiredMs }),
    recordNoPullRequest: (row: AcquiredRow, due: NextDue, repository?: CurrentRepository) =>
      withoutPullRequest.record({ row, due, repository }),
    clearPullRequest: (row: AcquiredRow, due: NextDue, repository?: CurrentRepository) =>
      goneRequests.record({ row, due, repository }),
    recordFailure: (
      row: AcquiredRow,
      failure: Failure,
      due: NextDue,
      tokenFingerprint: string | null = null,
    ) => failures.record({ row, failure, due, tokenFingerprint }),
    pauseToken: (pause: TokenPause) => pauseToken(database, pause),

    listOwners: (after: string, limit: number) => listOwners(database, after, limit),
    listAwaiting: (forgeIds: readonly string[], scope: LaneScope) =>
      listAwaiting(database, forgeIds, scope),
    planLanes: (plan: PlanLanes) => planLanes(database, plan),
    acquireLanes: (limit: number, busyForgeIds: readonly string[] = []) =>
      acquireLanes(database, limit, busyForgeIds),
    findNextLane: (busyForgeIds: readonly string[] = []) => findNextLane(database, busyForgeIds),
    listLaneLoads: () => listLaneLoads(database),
    noteMissed: (lane: LaneKey) => noteMissed(database, lane),
    compareHead: (lane: LaneKey, checks: SurveyedChecks) => compareHead(database, lane, checks),
    markHeadDue: (lane: LaneKey, checks: SurveyedChecks, rows: { all: boolean }) =>
      markHeadDue(database, lane, checks, rows),
    scheduleLane: (lane: AcquiredLane, next: LaneSchedule) => scheduleLane(database, lane, next),
    markMovedDue: (lane: LaneKey, pullRequests: readonly ListedPullRequest[]) =>
      markMovedDue(database, lane, pullRequests),
    confirmUnmoved: (
      lane: LaneKey,
      pullRequests: readonly ListedPullRequest[],
      intervals: ConfirmIntervals,
    ) => confirmUnmoved(database, lane, pullRequests, intervals),

    acquireDeliveries: (request: AcquireDeliveries) => acquireDeliveries(database, request),
    findEarliestDelivery: () => findEarliestDelivery(database),
    finishDelivery: (id: number) => finishDelivery(database, id),
    postponeDelivery: (id: number, delayMs: number) => postponeDelivery(database, id, delayMs),
    keepUnmatched: (kept: KeepUnmatched) => keepUnmatchedDelivery(database, kept),
    deleteOldDeliveries: (ages: DeliveryAges) => deleteOldDeliveries(database, ages),

    markBranchDue: (mark: MarkBranchDue) => markBranchDue(database, mark),
    markCommitDue: (mark: MarkCommitDue) => markCommitDue(database, mark),
    applyHeadChecks: (apply: ApplyHeadChecks) => applyHeadChecks(database, apply),
    recordPullRequestFacts: (record: RecordPullRequestFacts) =>
      recordPullRequestFacts(database, record),

    recordFeedDeliveries: (feed: RecordFeedDeliveries) => recordFeedDeliveries(database, feed),
    claimFeeds: (claim: ClaimFeeds) => claimFeeds(database, claim),
    recordFeedReconciled: (feed: ReconciledFeed) => recordFeedReconciled(database, feed),

    findPollingPause: () => findPollingPause(database),
    savePollingPause: (save: SavePollingPause) => savePollingPause(database, save),

    settleVerdicts: (limit: number) => settleVerdicts(database, limit),
    findNextVerdict: () => findNextVerdict(database),

    recordReplica: (replica: RecordReplica) => recordReplica(database, replica),
    deleteReplica: (id: string) => deleteReplica(database, id),
    recordDataAge: () => recordDataAge(database),
    keepClock: () => keepClock(database),
    deleteOldSamples: () => deleteOldSamples(database),
  };
}

export type SyncStore = ReturnType<typeof createSyncStore>;
