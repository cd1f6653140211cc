import { maximumJitterMs } from '../domain/backoff.ts';
import type { Database } from './database.ts';
import { type AcquireDeliveries, acquireDeliveries } from './queries/acquire-deliveries.ts';
import { type ClaimFeeds, claimFeeds } from './queries/claim-feeds.ts';
import { type DeliveryAges, deleteOldDeliveries } from './queries/delete-old-deliveries.ts';
import { finishDelivery } from './queries/finish-delivery.ts';
import { type KeepUnmatched, keepUnmatchedDelivery } from './queries/keep-unmatched-delivery.ts';
import { type MarkBranchDue, markBranchDue } from './queries/mark-branch-due.ts';
import { type MarkCommitDue, markCommitDue } from './queries/mark-commit-due.ts';
import { pauseToken, type TokenPause } from './queries/pause-token.ts';
import { postponeDelivery } from './queries/postpone-delivery.ts';
import {
  type RecordFeedDeliveries,
  recordFeedDeliveries,
} from './queries/record-feed-deliveries.ts';
import { recordFeedReconciled } from './queries/record-feed-reconciled.ts';
import {
  type RecordPullRequestFacts,
  recordPullRequestFacts,
} from './queries/record-pull-request-facts.ts';

/** The statements of webhooks, bound to one database. */
export function createWebhookStore(database: Database) {
  return {
    acquireDeliveries: (request: AcquireDeliveries) => acquireDeliveries(database, request),
    finishDelivery: (id: number) => finishDelivery(database, id),
    postponeDelivery: (id: number, delayMs: number) => postponeDelivery(database, id, delayMs),
    keepUnmatched: (kept: KeepUnmatched) => keepUnmatchedDelivery(database, kept),
    deleteOldDeliveries: (ages: DeliveryAges) => deleteOldDeliveries(database, ages),

    markBranchDue: (mark: MarkBranchDue) => markBranchDue(database, mark),
    markCommitDue: (mark: MarkCommitDue) => markCommitDue(database, mark),
    recordPullRequestFacts: (facts: RecordPullRequestFacts) =>
      recordPullRequestFacts(database, facts),

    recordFeedDeliveries: (feed: RecordFeedDeliveries) => recordFeedDeliveries(database, feed),
    claimFeeds: (claim: ClaimFeeds) => claimFeeds(database, claim),
    recordFeedReconciled: (feed: { forgeId: string; repository: string; claimedAt: Date }) =>
      recordFeedReconciled(database, feed),
    pauseToken: (pause: Omit<TokenPause, 'maximumJitterMs'>) =>
      pauseToken(database, { ...pause, maximumJitterMs }),
  };
}
