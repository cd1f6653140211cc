import type { NextDue } from '../domain/backoff.ts';
import type { Quota } from '../domain/budget.ts';
import type { AcquiredRow, Failure, PullRequest, TrackedBranchKey } from '../domain/diff-status.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { TokenLookup } from '../domain/token-lookup.ts';

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

/** What forges said of the quotas of a token, of the windows that are running. */
export interface BudgetPort {
  listQuotas(forgeId: string, tokenFingerprint: string): readonly Quota[];
}

export interface TokenPort {
  findToken(ownerId: string, forgeId: string): Promise<TokenLookup>;
}
