import { maximumJitterMs } from '../domain/backoff.ts';
import type { Database } from './database.ts';
import { type MarkBranchDue, markBranchDue } from './queries/branches/mark-branch-due.ts';
import { type MarkCommitDue, markCommitDue } from './queries/branches/mark-commit-due.ts';
import {
  type RecordPullRequestFacts,
  recordPullRequestFacts,
} from './queries/branches/record-pull-request-facts.ts';
import { pauseToken, type TokenPause } from './queries/tokens/pause-token.ts';
import {
  type AcquireDeliveries,
  acquireDeliveries,
} from './queries/webhooks/acquire-deliveries.ts';
import { type ClaimFeeds, claimFeeds } from './queries/webhooks/claim-feeds.ts';
import {
  type DeliveryAges,
  deleteOldDeliveries,
} from './queries/webhooks/delete-old-deliveries.ts';
import { finishDelivery } from './queries/webhooks/finish-delivery.ts';
import {
  type KeepUnmatched,
  keepUnmatchedDelivery,
} from './queries/webhooks/keep-unmatched-delivery.ts';
import { postponeDelivery } from './queries/webhooks/postpone-delivery.ts';
import {
  type RecordFeedDeliveries,
  recordFeedDeliveries,
} from './queries/webhooks/record-feed-deliveries.ts';
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
    recordFeedReconciled: (feed: { forgeId: string; repository: string; claimedAt: Date }) =>
      recordFeedReconciled(database, feed),
    pauseToken: (pause: Omit<TokenPause, 'maximumJitterMs'>) =>
      pauseToken(database, { ...pause, maximumJitterMs }),
  };
}
