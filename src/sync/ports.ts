import type { NextDue } from '../domain/backoff.ts';
import type { AcquiredRow, Failure, PullRequest, TrackedBranchKey } from '../domain/diff-status.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';

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
  /** Milliseconds until the next row can be acquired; undefined when none is scheduled. */
  findEarliestDue(forgeId: string, exclusions: Exclusions): Promise<number | undefined>;
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
}

export interface Repository {
  owner: string;
  name: string;
}

/** As much of a forge as the sync needs. */
export interface ForgePort {
  readonly id: string;
  readonly batchSize: number;
  parseRemoteOrigin(origin: string): Repository | undefined;
  fetchStatuses(
    requests: readonly {
      repository: Repository;
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

export interface TokenPort {
  findToken(ownerId: string, forgeId: string): Promise<TokenLookup>;
}
