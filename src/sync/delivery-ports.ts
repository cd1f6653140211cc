import type {
  AcquireDeliveries,
  AcquiredDelivery,
  ClaimedFeed,
  ClaimFeeds,
  KeepUnmatched,
  MarkBranchDue,
  MarkCommitDue,
  ReconciledFeed,
  RecordFeedDeliveries,
  RecordPullRequestFacts,
  WebhookHint,
} from '../domain/delivery.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { OutcomeStore } from './ports.ts';

/** As much of a forge as deliveries need. */
export interface DeliveringForge {
  readonly id: string;
  parsePullRequestUrl(url: string): { repository: RepositoryReference; number: number } | undefined;
  toPullRequestUrl(reference: { repository: RepositoryReference; number: number }): string;
  readonly webhooks: {
    parse(delivery: {
      headers: Readonly<Record<string, string | undefined>>;
      body: Buffer;
    }): { repository: RepositoryReference | null; hints: WebhookHint[] } | undefined;
  };
}

/** The inbox. */
export interface InboxStore {
  acquireDeliveries(request: AcquireDeliveries): Promise<AcquiredDelivery[]>;
  finishDelivery(id: number): Promise<void>;
  postponeDelivery(id: number, delayMs: number): Promise<void>;
  /** Keeps it until one of the branches is tracked. */
  keepUnmatched(kept: KeepUnmatched): Promise<void>;
}

/** What a delivery changes; everything may be done again and in any order. */
export interface HintStore {
  /** How many rows are due. */
  markBranchDue(mark: MarkBranchDue): Promise<number>;
  markCommitDue(mark: MarkCommitDue): Promise<number>;
  recordPullRequestFacts(record: RecordPullRequestFacts): Promise<number>;
  recordFeedDeliveries(feed: RecordFeedDeliveries): Promise<void>;
}

/** A forge that sends deliveries again when asked. */
export interface RedeliveringForge {
  readonly id: string;
  readonly webhooks: {
    redeliverMissed?(
      hook: { repository: RepositoryReference; hookId: string; since: Date },
      access: { token: string; tokenFingerprint: string; signal: AbortSignal },
    ): Promise<
      | { kind: 'redelivered'; count: number }
      | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>
    >;
  };
}

export interface FeedStore extends Pick<OutcomeStore, 'pauseToken'> {
  /** Each feed is one replica's for a while. */
  claimFeeds(claim: ClaimFeeds): Promise<ClaimedFeed[]>;
  recordFeedReconciled(feed: ReconciledFeed): Promise<void>;
}
