import type {
  AcquireDeliveries,
  ClaimFeeds,
  KeepUnmatched,
  MarkBranchDue,
  MarkCommitDue,
  ReconciledFeed,
  RecordFeedDeliveries,
  RecordPullRequestFacts,
} from '../domain/delivery.ts';
import type { TokenPause } from '../domain/forge-token.ts';
import type { Database } from './database.ts';
import { markBranchDue } from './queries/branches/mark-branch-due.ts';
import { markCommitDue } from './queries/branches/mark-commit-due.ts';
import { recordPullRequestFacts } from './queries/branches/record-pull-request-facts.ts';
import { pauseToken } from './queries/tokens/pause-token.ts';
import { acquireDeliveries } from './queries/webhooks/acquire-deliveries.ts';
import { claimFeeds } from './queries/webhooks/claim-feeds.ts';
import {
  type DeliveryAges,
  deleteOldDeliveries,
} from './queries/webhooks/delete-old-deliveries.ts';
import { finishDelivery } from './queries/webhooks/finish-delivery.ts';
import { keepUnmatchedDelivery } from './queries/webhooks/keep-unmatched-delivery.ts';
import { postponeDelivery } from './queries/webhooks/postpone-delivery.ts';
import { recordFeedDeliveries } from './queries/webhooks/record-feed-deliveries.ts';
import { recordFeedReconciled } from './queries/webhooks/record-feed-reconciled.ts';

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
    recordFeedReconciled: (feed: ReconciledFeed) => recordFeedReconciled(database, feed),
    pauseToken: (pause: TokenPause) => pauseToken(database, pause),
  };
}
