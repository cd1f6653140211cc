import type { NextDue } from '../domain/backoff.ts';
import type { Quota } from '../domain/budget.ts';
import type { AcquiredRow, Failure, PullRequest, TrackedBranchKey } from '../domain/diff-status.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { PullRequestFacts, WebhookHint } from '../domain/webhook-hint.ts';

/** What one worker must not acquire right now. */
export interface Exclusions {
  /** Owners whose share of this forge is in use. */
  ownerIds: readonly string[];
  /** Rows that this process is refreshing. */
  keys: readonly TrackedBranchKey[];
}

/** What was recorded; `superseded`: another acquire took the row, nothing was written (S1). */
export type RecordResult = 'recorded' | 'superseded';

/** Where push signals arrive. */
export interface SignalStore {
  isChatOf(ownerId: string, chatId: string): Promise<boolean>;
  listWorkspaceChatIds(ownerId: string, workspaceId: string): Promise<string[]>;
  /** The chats whose branch is due now. */
  markStale(mark: {
    ownerId: string;
    chatIds: readonly string[];
    remoteOrigin: string;
    branch: string;
    forgeId: string;
    /** Lower case; empty when no forge serves the origin. */
    repository: string;
  }): Promise<string[]>;
}

/** The rows as a queue. */
export interface QueueStore {
  acquireStale(request: {
    forgeId: string;
    limit: number;
    leaseMs: number;
    exclusions: Exclusions;
  }): Promise<AcquiredRow[]>;
  /** Milliseconds until rows are worth acquiring; undefined when none is scheduled. */
  findEarliestDue(request: {
    forgeId: string;
    exclusions: Exclusions;
    /** How long routine rows may wait for others, to share a request with them. */
    lingerMs: number;
  }): Promise<number | undefined>;
  acquireChat(request: {
    chatId: string;
    leaseMs: number;
    /** A settled pull request that was read longer ago than this is read again. */
    settledAfterMs: number;
    /** Due or not, because somebody asked. */
    force: boolean;
    keys: readonly TrackedBranchKey[];
  }): Promise<AcquiredRow[]>;
  releaseLeases(rows: readonly AcquiredRow[]): Promise<void>;
}

/** Where outcomes are written, each in one fenced statement. */
export interface OutcomeStore {
  recordPullRequest(
    row: AcquiredRow,
    pullRequest: PullRequest,
    due: NextDue,
  ): Promise<RecordResult>;
  recordNoPullRequest(row: AcquiredRow, due: NextDue): Promise<RecordResult>;
  clearPullRequest(row: AcquiredRow, due: NextDue): Promise<RecordResult>;
  recordFailure(row: AcquiredRow, failure: Failure, due: NextDue): Promise<RecordResult>;
  pauseToken(pause: {
    forgeId: string;
    tokenFingerprint: string;
    until: Date;
    message: string;
    /** The token of the configuration, used by every owner who linked none. */
    shared: boolean;
  }): Promise<void>;
  assignForge(row: AcquiredRow, forgeId: string): Promise<void>;
  assignRepository(row: AcquiredRow, repository: string): Promise<void>;
}

/** As much of a forge as the sync needs. */
export interface ForgePort {
  readonly id: string;
  readonly batchSize: number;
  parseRemoteOrigin(origin: string): RepositoryReference | undefined;
  fetchStatuses(
    requests: readonly {
      repository: RepositoryReference;
      branch: string;
      known: { url: string; state: PullRequest['state'] } | undefined;
    }[],
    access: { token: string; tokenFingerprint: string; signal: AbortSignal },
  ): Promise<FetchOutcome[]>;
}

export interface ForgeDirectory {
  findForge(id: string): ForgePort | undefined;
  findForgeByOrigin(origin: string): ForgePort | undefined;
}

/** The token that an owner's rows of one forge use. */
export type TokenLookup =
  | {
      kind: 'token';
      token: string;
      fingerprint: string;
      shared: boolean;
      /** Set while the forge refuses this token (S5). */
      pausedUntil: Date | null;
    }
  | { kind: 'no_token'; message: string };

/** What forges said of the quotas of a token, of the windows that are running. */
export interface BudgetPort {
  listQuotas(forgeId: string, tokenFingerprint: string): readonly Quota[];
}

export interface TokenPort {
  findToken(ownerId: string, forgeId: string): Promise<TokenLookup>;
}

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

/** A repository whose list is asked for with the token of one owner. */
export interface AcquiredLane {
  forgeId: string;
  /** How the address of every pull request of the repository begins. */
  urlPrefix: string;
  ownerId: string;
}

/** A pull request as the list of its repository tells it. */
export interface ListedPullRequest {
  url: string;
  number: number;
  isOpen: boolean;
  changedAt: Date | null;
  /** Empty when the fork is gone. */
  headRepository: string;
  headBranch: string;
  headSha: string | null;
}

export type RecentPullRequest = Extract<WebhookHint, { kind: 'pull_request' }>;

/** A forge whose repositories can be surveyed, if it has the list that tells what moved. */
export interface SurveyedForge {
  readonly id: string;
  parsePullRequestUrl(url: string): { repository: RepositoryReference } | undefined;
  listRecentPullRequests?(
    repository: RepositoryReference,
    access: { token: string; tokenFingerprint: string; signal: AbortSignal },
  ): Promise<
    | { kind: 'recent'; pullRequests: RecentPullRequest[]; validated: boolean }
    | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>
  >;
}

/** The repositories of open pull requests as a queue of their own. */
export interface LaneStore {
  planLanes(forgeIds: readonly string[]): Promise<void>;
  acquireLanes(limit: number): Promise<AcquiredLane[]>;
  /** Milliseconds until a lane is due; undefined when there is none. */
  findNextLane(): Promise<number | undefined>;
  scheduleLane(
    lane: AcquiredLane,
    next: { delayMs: number; changedAt: Date | null },
  ): Promise<void>;
  /** How many rows the list had news for. */
  markMovedDue(lane: AcquiredLane, pullRequests: readonly ListedPullRequest[]): Promise<number>;
  confirmUnmoved(
    lane: AcquiredLane,
    pullRequests: readonly ListedPullRequest[],
    diffStatusTtlMs: number,
  ): Promise<void>;
}
