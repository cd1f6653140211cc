import type { NextDue } from '../domain/backoff.ts';
import type { Quota } from '../domain/budget.ts';
import type { Failure, PullRequest } from '../domain/diff-status.ts';
import type { TokenLookup, TokenPause } from '../domain/forge-token.ts';
import type { CurrentRepository, FetchOutcome } from '../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';
import type {
  AcquireChat,
  AcquiredRow,
  AcquireEarly,
  AcquireStale,
  BringForward,
  FindEarliestDue,
  MarkedChats,
  MarkStale,
  RecordResult,
} from '../domain/tracked-branch.ts';

/** What push signals need of the store. */
export interface SignalStore {
  /** The key of the owner's chat with that public id. */
  findChatId(ownerId: string, publicId: string): Promise<string | undefined>;
  listWorkspaceChatIds(ownerId: string, workspaceId: string): Promise<string[]>;
  /** Returns the chats whose branch is now due, or will be once they are unarchived. */
  markStale(mark: MarkStale): Promise<MarkedChats>;
}

/** The tracked branches as a queue. */
export interface QueueStore {
  acquireStale(request: AcquireStale): Promise<AcquiredRow[]>;
  /** Acquires routine rows before they are due. */
  acquireEarly(request: AcquireEarly): Promise<AcquiredRow[]>;
  /** Returns the milliseconds until rows are worth acquiring; undefined when none is scheduled. */
  findEarliestDue(request: FindEarliestDue): Promise<number | undefined>;
  acquireChat(request: AcquireChat): Promise<AcquiredRow[]>;
  /** Makes the unsettled checks of a chat that a person has open due sooner. */
  bringForward(request: BringForward): Promise<void>;
  releaseLeases(rows: readonly AcquiredRow[]): Promise<void>;
}

/** Writes outcomes, each in one fenced statement. */
export interface OutcomeStore {
  recordPullRequest(
    row: AcquiredRow,
    pullRequest: PullRequest,
    due: NextDue,
    repository?: CurrentRepository,
    /** How old the result may be. */
    sinceAcquiredMs?: number,
  ): Promise<RecordResult>;
  recordNoPullRequest(
    row: AcquiredRow,
    due: NextDue,
    repository?: CurrentRepository,
  ): Promise<RecordResult>;
  clearPullRequest(
    row: AcquiredRow,
    due: NextDue,
    repository?: CurrentRepository,
  ): Promise<RecordResult>;
  /** With the token that failed, so that the row is due again when another one serves it. */
  recordFailure(
    row: AcquiredRow,
    failure: Failure,
    due: NextDue,
    tokenFingerprint?: string | null,
  ): Promise<RecordResult>;
  pauseToken(pause: TokenPause): Promise<void>;
  assignForge(row: AcquiredRow, forgeId: string): Promise<void>;
  assignRepository(row: AcquiredRow, repository: string): Promise<void>;
}

/** What an adapter gets for one call. */
export interface CallAccess {
  token: string;
  tokenFingerprint: string;
  signal: AbortSignal;
  /**
   * Quotas to leave alone, with the milliseconds until they are refilled. The adapter adds those that
   * turn out to be used up.
   */
  closedBuckets: Map<string, number>;
  /** Waits for a turn of the token; that time does not count toward the time limit of the call. */
  waitForTurn: (turn: Promise<void>) => Promise<void>;
}

/** The parts of a forge that refreshing needs. */
export interface ForgePort {
  readonly id: string;
  readonly batchSize: number;
  readonly statusBuckets: readonly string[];
  parseRemoteOrigin(origin: string): RepositoryReference | undefined;
  /** Defined where lanes survey the checks of commits. */
  surveyChecks?: unknown;
  fetchStatuses(
    requests: readonly {
      repository: RepositoryReference;
      repositoryId?: string | undefined;
      branch: string;
      known: { url: string; state: PullRequest['state'] } | undefined;
      readsAll: boolean;
    }[],
    access: CallAccess,
    /** Receives each outcome as soon as it is final. */
    report: (index: number, outcome: FetchOutcome) => void,
  ): Promise<FetchOutcome[]>;
}

export interface ForgeDirectory {
  findForge(id: string): ForgePort | undefined;
  findForgeByOrigin(origin: string): ForgePort | undefined;
}

/** The quotas that forges reported for a token, in the current windows. */
export interface BudgetPort {
  listQuotas(forgeId: string, tokenFingerprint: string): readonly Quota[];
}

export interface TokenPort {
  findToken(ownerId: string, forgeId: string): Promise<TokenLookup>;
  /** The forge rejected the token. */
  reportRefused?(forgeId: string, token: string): void;
}
