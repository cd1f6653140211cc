import type { NextDue } from '../../src/domain/backoff.ts';
import { isUnreadable } from '../../src/domain/checks.ts';
import type { Failure, PullRequest } from '../../src/domain/diff-status.ts';
import type { TokenPause } from '../../src/domain/forge-token.ts';
import type {
  AcquireChat,
  AcquiredRow,
  AcquireEarly,
  AcquireStale,
  BringForward,
  FindEarliestDue,
  RecordResult,
} from '../../src/domain/tracked-branch.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { OutcomeStore, QueueStore } from '../../src/sync/ports.ts';

export interface MemoryRow {
  chatId: string;
  ownerId: string;
  forgeId: string;
  remoteOrigin: string;
  branch: string;
  revision: number;
  staleAt: number | null;
  reportedAt: number;
  /** Null by default. */
  reportedSha?: string;
  /** The last push or delivery, and the last refresh without a failure. */
  updatedAt?: number;
  refreshedAt?: number;
  /** The last refresh that found a pull request. */
  readAt?: number;
  pullRequest: PullRequest | null;
  failure: Failure | null;
  routine: boolean;
  isLeased: boolean;
  isDelivered: boolean;
  signalled: boolean;
  isFed: boolean;
  mergeabilityAttempts: number;
}

/** An in-memory queue with a test clock, complete enough to observe a worker. */
export class MemoryQueue implements QueueStore, OutcomeStore {
  readonly rows: MemoryRow[] = [];
  readonly released: string[] = [];
  readonly pauses: TokenPause[] = [];
  /** Set this to make every statement fail, as when the database is unavailable. */
  outage: Error | undefined;
  /** How often `findEarliestDue` was called. */
  dueQueries = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(row: Partial<MemoryRow> & { chatId: string }): MemoryRow {
    const added: MemoryRow = {
      ownerId: 'ada',
      forgeId: 'forge',
      remoteOrigin: 'https://forge.test/acme/app.git',
      branch: 'agent/work',
      revision: 1,
      staleAt: this.#clock.now(),
      reportedAt: this.#clock.now(),
      pullRequest: null,
      failure: null,
      routine: false,
      isLeased: false,
      isDelivered: false,
      signalled: true,
      isFed: false,
      mergeabilityAttempts: 0,
      ...row,
    };
    this.rows.push(added);
    return added;
  }

  /** What a push signal does to a row. */
  markStale(row: MemoryRow): void {
    row.revision += 1;
    row.staleAt = this.#clock.now();
    row.reportedAt = this.#clock.now();
    row.routine = false;
    row.signalled = true;
    row.mergeabilityAttempts = 0;
  }

  async acquireStale(request: AcquireStale): Promise<AcquiredRow[]> {
    this.#failInOutage();
    const now = this.#clock.now();
    const due = this.#listAcquirable(request)
      .filter((row) => (row.staleAt ?? Infinity) <= now)
      .toSorted((one, other) => Number(one.routine) - Number(other.routine))
      .slice(0, request.limit)
      .filter((row, index, all) => {
        const earlier = all.slice(0, index).filter(({ ownerId }) => ownerId === row.ownerId);
        const running = request.running.get(row.ownerId) ?? 0;
        return running + earlier.length < request.ownerLimit;
      });
    return due.map((row) => this.#acquire(row, request.leaseMs));
  }

  async acquireEarly(request: AcquireEarly): Promise<AcquiredRow[]> {
    this.#failInOutage();
    const until = this.#clock.now() + request.earlyMs;
    return this.#listAcquirable(request)
      .filter((row) => row.routine && !row.isLeased && (row.staleAt ?? Infinity) <= until)
      .filter((row) => row.pullRequest && !row.failure && request.ownerIds.includes(row.ownerId))
      .slice(0, request.limit)
      .map((row) => this.#acquire(row, request.leaseMs));
  }

  async acquireChat(request: AcquireChat): Promise<AcquiredRow[]> {
    this.#failInOutage();
    const now = this.#clock.now();
    return this.rows
      .filter((row) => row.chatId === request.chatId)
      .filter((row) => request.force || (row.staleAt ?? Infinity) <= now)
      .filter((row) => !request.keys.some((key) => key.branch === row.branch))
      .map((row) => this.#acquire(row, request.leaseMs));
  }

  async bringForward({ chatId, maximumAgeMs }: BringForward): Promise<void> {
    this.#failInOutage();
    for (const row of this.rows.filter((each) => each.chatId === chatId)) {
      const dueAt = Math.max(this.#clock.now(), (row.readAt ?? Infinity) + maximumAgeMs);
      const state = toChecksState(row.pullRequest);
      if (row.staleAt === null || row.staleAt <= dueAt) continue;
      if (state === 'failed' || state === 'pending') row.staleAt = dueAt;
    }
  }

  async findEarliestDue(request: FindEarliestDue): Promise<number | undefined> {
    this.#failInOutage();
    this.dueQueries += 1;
    const { lingerMs } = request;
    const rows = this.#listAcquirable(request);
    const times = rows.map(
      ({ staleAt, routine, isDelivered }) =>
        (staleAt ?? Infinity) + (routine && isDelivered ? lingerMs : 0),
    );
    return times.length === 0 ? undefined : Math.max(0, Math.min(...times) - this.#clock.now());
  }

  async releaseLeases(rows: readonly AcquiredRow[]): Promise<void> {
    this.#failInOutage();
    this.released.push(...rows.map((row) => row.chatId));
    for (const row of rows) {
      const stored = this.#find(row);
      if (stored?.revision === row.revision) stored.staleAt = this.#clock.now();
    }
  }

  async recordPullRequest(row: AcquiredRow, pullRequest: PullRequest, due: NextDue) {
    const readAt = this.#clock.now();
    return this.#record(row, due, (stored) =>
      Object.assign(stored, { readAt, ...toStored(stored, pullRequest) }),
    );
  }

  async recordNoPullRequest(row: AcquiredRow, due: NextDue) {
    return this.#record(row, due, (stored) => Object.assign(stored, { failure: null }));
  }

  async clearPullRequest(row: AcquiredRow, due: NextDue) {
    return this.#record(row, due, (stored) => Object.assign(stored, { pullRequest: null }));
  }

  async recordFailure(row: AcquiredRow, failure: Failure, due: NextDue) {
    return this.#record(row, due, (stored) => Object.assign(stored, { failure }));
  }

  async pauseToken(pause: TokenPause): Promise<void> {
    this.pauses.push(pause);
  }

  async assignRepository(): Promise<void> {}

  async assignForge(row: AcquiredRow, forgeId: string): Promise<void> {
    const stored = this.#find(row);
    if (stored) Object.assign(stored, { forgeId, staleAt: this.#clock.now() });
  }

  #record(row: AcquiredRow, due: NextDue, write: (stored: MemoryRow) => void): RecordResult {
    this.#failInOutage();
    const stored = this.#find(row);
    if (!stored || stored.revision !== row.revision) return 'superseded';
    write(stored);
    stored.routine = ['routine', 'after_pause', 'when_lease_ends'].includes(due.kind);
    if (stored.failure === null) stored.refreshedAt = this.#clock.now();
    stored.signalled = false;
    stored.isLeased = false;
    stored.isDelivered = false;
    if (due.kind === 'never') stored.staleAt = null;
    else if (due.kind !== 'when_lease_ends') stored.staleAt = this.#clock.now() + due.delayMs;
    return 'recorded';
  }

  #acquire(row: MemoryRow, leaseMs: number): AcquiredRow {
    row.revision += 1;
    row.isLeased = true;
    row.staleAt = this.#clock.now() + leaseMs;
    const sinceMs = this.#clock.now() - row.reportedAt;
    return {
      ...row,
      url: row.pullRequest?.url ?? null,
      pullRequestState: row.pullRequest?.state ?? null,
      headSha: row.pullRequest?.headSha ?? null,
      reportedSha: row.reportedSha ?? null,
      inMergeQueue: row.pullRequest?.inMergeQueue ?? null,
      sinceUpdatedMs: sinceMs,
      sinceReportedMs: sinceMs,
      sinceChangedMs: sinceMs,
      checksState: toChecksState(row.pullRequest),
      repository: 'acme/app',
      repositoryId: null,
      readDigest: null,
    };
  }

  #listAcquirable(
    request: Pick<FindEarliestDue, 'forgeId' | 'exclusions' | 'isPollingPaused'>,
  ): MemoryRow[] {
    const { forgeId, isPollingPaused = false } = request;
    const { ownerIds, keys } = request.exclusions;
    return this.rows
      .filter((row) => !isPollingPaused || !row.routine || this.#isRecentlyUnserved(row))
      .filter((row) => row.forgeId === forgeId && row.staleAt !== null)
      .filter((row) => !ownerIds.includes(row.ownerId))
      .filter((row) => !keys.some((k) => k.chatId === row.chatId && k.branch === row.branch))
      .toSorted((one, other) => (one.staleAt ?? 0) - (other.staleAt ?? 0));
  }

  #isRecentlyUnserved({ updatedAt, reportedAt, refreshedAt = -1 }: MemoryRow): boolean {
    const changedAt = updatedAt ?? reportedAt;
    return changedAt > refreshedAt && changedAt > this.#clock.now() - 3_600_000;
  }

  #find(row: { chatId: string; branch: string }): MemoryRow | undefined {
    return this.rows.find((r) => r.chatId === row.chatId && r.branch === row.branch);
  }

  #failInOutage(): void {
    if (this.outage) throw this.outage;
  }
}

function toChecksState(pullRequest: PullRequest | null): AcquiredRow['checksState'] {
  const checks = pullRequest?.checks ?? null;
  return checks === null || isUnreadable(checks) ? null : checks.state;
}

/** A fact that was not reported keeps its value (S9), as far as tests of the worker need it. */
function toStored(stored: MemoryRow, pullRequest: PullRequest): Partial<MemoryRow> {
  const inMergeQueue = pullRequest.inMergeQueue ?? stored.pullRequest?.inMergeQueue ?? null;
  const isComputing = pullRequest.mergeability === 'computing';
  const mergeabilityAttempts = isComputing ? stored.mergeabilityAttempts + 1 : 0;
  return { pullRequest: { ...pullRequest, inMergeQueue }, failure: null, mergeabilityAttempts };
}
