import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { PullRequestFacts, WebhookHint } from '../domain/webhook-hint.ts';
import type { OutcomeStore } from './ports.ts';

export interface RepositoryBranch {
  /** Owner and name in lower case. */
  repository: string;
  branch: string;
}

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

/** A delivery under the lease of whoever processes it. */
export interface AcquiredDelivery {
  id: number;
  forgeId: string;
  deliveryId: string;
  headers: Record<string, string>;
  body: Buffer;
  /** How often it was acquired, this time included. */
  attempts: number;
  receivedAt: Date;
}

/** The inbox. */
export interface InboxStore {
  acquireDeliveries(request: { limit: number; leaseMs: number }): Promise<AcquiredDelivery[]>;
  finishDelivery(id: number): Promise<void>;
  postponeDelivery(id: number, delayMs: number): Promise<void>;
  /** Keeps it until one of the branches is tracked. */
  keepUnmatched(kept: {
    id: number;
    forgeId: string;
    branches: readonly RepositoryBranch[];
  }): Promise<void>;
}

/** What a delivery changes; everything may be done again and in any order. */
export interface HintStore {
  /** How many rows are due. */
  markBranchDue(mark: {
    forgeId: string;
    head: RepositoryBranch | null;
    url: string | null;
    /** It may wait a moment, to share a request with others. */
    isRoutine: boolean;
  }): Promise<number>;
  markCommitDue(mark: {
    forgeId: string;
    repository: string;
    sha: string;
    pullRequestPrefix: string;
  }): Promise<number>;
  recordPullRequestFacts(record: {
    forgeId: string;
    head: RepositoryBranch | null;
    facts: PullRequestFacts;
  }): Promise<number>;
  recordFeedDeliveries(feed: {
    forgeId: string;
    repositories: readonly string[];
    receivedAt: Date;
  }): Promise<void>;
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

/** A hook of ours at a forge, with whose token it can be looked after. */
export interface ClaimedFeed {
  forgeId: string;
  repository: string;
  hookId: string;
  installedBy: string;
  /** From when on deliveries may be missing. */
  since: Date;
  claimedAt: Date;
}

export interface FeedStore extends Pick<OutcomeStore, 'pauseToken'> {
  /** Each feed is one replica's for a while. */
  claimFeeds(claim: {
    forgeIds: readonly string[];
    minimumAgeMs: number;
    marginMs: number;
    longestMs: number;
  }): Promise<ClaimedFeed[]>;
  recordFeedReconciled(feed: {
    forgeId: string;
    repository: string;
    claimedAt: Date;
  }): Promise<void>;
}
