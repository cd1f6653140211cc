import type { NextDue } from '../../src/domain/backoff.ts';
import type { AcquiredRow } from '../../src/domain/tracked-branch.ts';
import type { Database } from '../../src/store/database.ts';
import { listDiffStatuses } from '../../src/store/queries/branches/list-diff-statuses.ts';
import { createChat } from '../../src/store/queries/chats/create-chat.ts';
import { ensureUser } from '../../src/store/queries/tokens/ensure-user.ts';
import type { DiffStatusRow } from '../../src/store/rows.ts';
import { createSyncStore } from '../../src/store/sync-store.ts';

export const origin = 'https://forge.test/acme/app.git';
export const inTwoMinutes: NextDue = { kind: 'in', delayMs: 120_000 };

const rowInstants = [
  'stale_at',
  'updated_at',
  'changed_at',
  'outdated_since',
  'detailed_at',
  'fully_read_at',
  'checks_delivered_at',
  'pull_request_changed_at',
  'reported_at',
  'verdict_since',
  'refreshed_at',
  'failure_retry_at',
];
const laneInstants = [
  'due_at',
  'surveyed_at',
  'confirmed_at',
  'opened_at',
  'marked_at',
  'missed_at',
  'reported_at',
];
const passed = `$1::float8 * interval '1 millisecond'`;
const toEarlier = (column: string) => `${column} = ${column} - ${passed}`;

/** Arranges chats, push signals and the passage of time, for tests with a database. */
export function arrangeStore(database: Database) {
  const store = createSyncStore(database);
  return {
    store,

    async createChat(id: string, ownerId = 'ada', workspaceId: string | null = null) {
      await ensureUser(database, ownerId, ownerId);
      await createChat(database, { publicId: id, ownerId, title: id, workspaceId });
    },

    async signal(
      chatId: string,
      branch = 'main',
      forgeId = 'forge',
      ownerId = 'ada',
      headSha: string | null = null,
    ) {
      const chatIds = [chatId];
      const repository = 'acme/app';
      await store.markStale({
        ownerId,
        chatIds,
        remoteOrigin: origin,
        branch,
        forgeId,
        repository,
        headSha,
      });
    },

    /** Acquires what is due, as a worker does. */
    acquire(forgeId = 'forge', limit = 100, isPollingPaused = false): Promise<AcquiredRow[]> {
      const exclusions = { ownerIds: [], keys: [] };
      return store.acquireStale({
        forgeId,
        limit,
        ownerLimit: limit,
        running: new Map(),
        leaseMs: 300_000,
        exclusions,
        isPollingPaused,
      });
    },

    /** Sends a push signal and acquires the row when it may be acquired. */
    async signalAndAcquire(chatId: string, branch = 'main'): Promise<AcquiredRow> {
      await this.signal(chatId, branch);
      await this.pass(1_000);
      const [row] = await this.acquire();
      if (!row) throw new Error('the signalled row was not acquired');
      return row;
    },

    /**
     * Lets time pass: the database owns the clock, so this moves every stored instant into the past
     * instead.
     */
    async pass(ms: number): Promise<void> {
      const ofRows = `UPDATE chat_diff_statuses SET ${rowInstants.map(toEarlier).join(', ')},
        head_history = head_history || jsonb_build_object('head_at',
          (head_history ->> 'head_at')::timestamptz - ${passed})`;
      await database.query({ name: 'test-pass-time', text: ofRows }, [ms]);
      const ofLanes = `UPDATE lanes SET ${laneInstants.map(toEarlier).join(', ')}`;
      await database.query({ name: 'test-pass-time-of-lanes', text: ofLanes }, [ms]);
    },

    /** Without the ages, which differ between any two reads. */
    async read(chatId: string): Promise<DiffStatusRow> {
      const [row] = await listDiffStatuses(database, [chatId]);
      if (!row) throw new Error(`chat ${chatId} has no tracked branch`);
      return { ...row, since_reported_ms: null, since_read_ms: null, since_trigger_ms: 0 };
    },

    /** The time by the clock of the database. */
    async now(): Promise<number> {
      const [row] = await database.query<{ now: Date }>({
        name: 'test-now',
        text: 'SELECT clock_timestamp() AS now',
      });
      return row?.now.getTime() ?? 0;
    },

    /** Milliseconds from now to the row's due time. */
    async dueIn(chatId: string): Promise<number | null> {
      const { stale_at } = await this.read(chatId);
      return stale_at === null ? null : stale_at.getTime() - (await this.now());
    },
  };
}

/**
 * Runs work in one transaction, for which the clock of the database stands still: the work may take
 * longer than an interval that it is about.
 */
export function atOneInstant<Result>(
  database: Database,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  return database.transaction((connection) => {
    const frozen: Pick<Database, 'query' | 'transaction'> = {
      query: (...query) => connection.query(...query),
      transaction: (inner) => inner(connection),
    };
    return work(Object.assign(Object.create(database) as Database, frozen));
  });
}

export type ArrangedStore = ReturnType<typeof arrangeStore>;
