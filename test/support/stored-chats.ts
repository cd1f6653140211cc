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
      await database.query(
        {
          name: `test-pass-time`,
          text: `UPDATE chat_diff_statuses SET
            stale_at = stale_at - $1::float8 * interval '1 millisecond',
            updated_at = updated_at - $1::float8 * interval '1 millisecond',
            changed_at = changed_at - $1::float8 * interval '1 millisecond',
            outdated_since = outdated_since - $1::float8 * interval '1 millisecond',
            detailed_at = detailed_at - $1::float8 * interval '1 millisecond',
            fully_read_at = fully_read_at - $1::float8 * interval '1 millisecond',
            checks_delivered_at = checks_delivered_at - $1::float8 * interval '1 millisecond',
            pull_request_changed_at =
              pull_request_changed_at - $1::float8 * interval '1 millisecond',
            reported_at = reported_at - $1::float8 * interval '1 millisecond',
            verdict_since = verdict_since - $1::float8 * interval '1 millisecond',
            head_history = head_history || jsonb_build_object('head_at',
              (head_history ->> 'head_at')::timestamptz
                - $1::float8 * interval '1 millisecond'),
            refreshed_at = refreshed_at - $1::float8 * interval '1 millisecond',
            failure_retry_at = failure_retry_at - $1::float8 * interval '1 millisecond'`,
        },
        [ms],
      );
      await database.query(
        {
          name: 'test-pass-time-of-lanes',
          text: `UPDATE lanes SET
            due_at = due_at - $1::float8 * interval '1 millisecond',
            surveyed_at = surveyed_at - $1::float8 * interval '1 millisecond',
            confirmed_at = confirmed_at - $1::float8 * interval '1 millisecond',
            opened_at = opened_at - $1::float8 * interval '1 millisecond',
            marked_at = marked_at - $1::float8 * interval '1 millisecond',
            missed_at = missed_at - $1::float8 * interval '1 millisecond',
            reported_at = reported_at - $1::float8 * interval '1 millisecond'`,
        },
        [ms],
      );
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
