import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  atOneInstant,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { AcquireEarly } from '../../../domain/tracked-branch.ts';
import type { Connection, Database } from '../../database.ts';
import { updateChat } from '../chats/update-chat.ts';
import { countQueue } from './count-queue.ts';
import { releaseUnknownForges } from './release-unknown-forges.ts';
import { releaseUnserved } from './release-unserved.ts';

/** Resolves when a statement of this database waits for a lock. */
async function waitUntilBlocked(connection: Connection): Promise<void> {
  const text = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await connection.query({ name: 'test-blocked', text })).length === 0);
}

describeEachDatabase('the queue', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
  });

  describe('a push signal', () => {
    test('makes the row due one second ago', async () => {
      await arranged.signal('one');
      const row = await arranged.read('one');
      const age = (row.updated_at.getTime() ?? 0) - (row.stale_at?.getTime() ?? 0);
      expect(age).toBe(1_000);
      expect(row.reported_at).toEqual(row.updated_at);
    });

    test('raises the revision each time', async () => {
      await arranged.signal('one');
      await arranged.signal('one');
      expect((await arranged.read('one')).revision).toBe(2);
    });

    test('never postpones a row that is already due', async () => {
      await arranged.signal('one');
      await arranged.pass(60_000);
      const before = await arranged.read('one');
      await arranged.signal('one');
      expect((await arranged.read('one')).stale_at).toEqual(before.stale_at);
    });

    test('S12: skips chats of other users', async () => {
      await arranged.createChat('theirs', 'grace');
      const marked = await arranged.store.markStale({
        ownerId: 'ada',
        chatIds: ['one', 'theirs'],
        headSha: null,
        remoteOrigin: 'https://forge.test/acme/app.git',
        branch: 'main',
        forgeId: 'forge',
        repository: 'acme/app',
      });
      expect(marked).toMatchObject({ publicIds: ['one'], archivedPublicIds: [] });
    });

    test.each(['a"b/ü;$(x)', "it's", 'x'.repeat(250), '日本語/✓', "'; DROP TABLE chats; --"])(
      'stores the branch %j unchanged',
      async (branch) => {
        await arranged.signal('one', branch);
        expect((await arranged.read('one')).git_branch).toBe(branch);
      },
    );
  });

  describe('acquire', () => {
    test('writes the lease and the revision, and nothing else', async () => {
      await arranged.signal('one');
      await arranged.pass(1_000);
      const before = await arranged.read('one');
      const [row] = await arranged.acquire();
      const { stale_at, revision, ...rest } = await arranged.read('one');

      expect({ ...before, checking: true }).toMatchObject(rest);
      expect(revision).toBe(before.revision + 1);
      expect(row?.revision).toBe(revision);
      expect(stale_at?.getTime()).toBeGreaterThan((await arranged.now()) + 290_000);
    });

    test('takes the oldest due rows first, up to the limit', async () => {
      for (const [index, id] of ['a', 'b', 'c'].entries()) {
        await arranged.createChat(id);
        await arranged.signal(id);
        await arranged.pass(1_000 * (index + 1));
      }
      expect((await arranged.acquire('forge', 2)).map((row) => row.chatId).toSorted()).toEqual([
        'a',
        'b',
      ]);
      expect((await arranged.acquire('forge', 2)).map((row) => row.chatId)).toEqual(['c']);
    });

    test('takes a row after a push signal before routine rows that were due earlier', async () => {
      for (const id of ['a', 'b', 'c']) {
        await arranged.createChat(id);
        const row = await arranged.signalAndAcquire(id);
        const due = { kind: 'routine', delayMs: 1_000 } as const;
        await arranged.store.recordPullRequest(row, toPullRequest(), due);
      }
      await arranged.pass(60_000);
      await arranged.signal('one');
      await arranged.pass(1_000);
      const [first] = await arranged.acquire('forge', 1);
      expect(first?.chatId).toBe('one');
    });

    test('S1: skips a row with a live lease', async () => {
      await arranged.signalAndAcquire('one');
      expect(await arranged.acquire()).toEqual([]);
    });

    test('S1: never gives a row to two concurrent workers', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `chat-${index}`);
      for (const id of ids) {
        await arranged.createChat(id);
        await arranged.signal(id);
      }
      await arranged.pass(1_000);
      const batches = await Promise.all([1, 2, 3, 4].map(() => arranged.acquire('forge', 7)));
      const taken = batches.flat().map((row) => row.chatId);
      expect(new Set(taken).size).toBe(taken.length);
    });

    test('S3: takes a row again after its lease expired', async () => {
      await arranged.signalAndAcquire('one');
      await arranged.pass(299_000);
      expect(await arranged.acquire()).toEqual([]);
      await arranged.pass(1_000);
      expect(await arranged.acquire()).toHaveLength(1);
    });

    test('takes only rows of the given forge', async () => {
      await arranged.signal('one', 'main', 'other');
      await arranged.pass(1_000);
      expect(await arranged.acquire('forge')).toEqual([]);
      expect(await arranged.acquire('other')).toHaveLength(1);
    });

    test('skips owners and rows that the worker excludes', async () => {
      await arranged.signal('one', 'a');
      await arranged.signal('one', 'b');
      await arranged.pass(1_000);
      const owners = { ownerLimit: 10, running: new Map() };
      const request = { forgeId: 'forge', limit: 10, ...owners, leaseMs: 1_000 };
      const busyOwner = { ownerIds: ['ada'], keys: [] };
      expect(await arranged.store.acquireStale({ ...request, exclusions: busyOwner })).toEqual([]);
      const key = { chatId: 'one', remoteOrigin: 'https://forge.test/acme/app.git', branch: 'a' };
      const busyRow = { ownerIds: [], keys: [key] };
      const rows = await arranged.store.acquireStale({ ...request, exclusions: busyRow });
      expect(rows.map((row) => row.branch)).toEqual(['b']);
    });

    test('takes no more rows of an owner than fit beside those that are running', async () => {
      await arranged.createChat('hers', 'grace');
      for (const branch of ['a', 'b', 'c', 'd']) await arranged.signal('one', branch);
      for (const branch of ['a', 'b']) await arranged.signal('hers', branch, 'forge', 'grace');
      await arranged.pass(1_000);
      const rows = await arranged.store.acquireStale({
        forgeId: 'forge',
        limit: 10,
        ownerLimit: 5,
        running: new Map([['ada', 3]]),
        leaseMs: 1_000,
        exclusions: { ownerIds: [], keys: [] },
      });
      const taken = rows.map(({ chatId, branch }) => `${chatId} ${branch}`);
      expect(taken.toSorted()).toEqual(['hers a', 'hers b', 'one a', 'one b']);
    });

    test('returns how long ago the row was changed and signalled', async () => {
      await arranged.signal('one');
      await arranged.pass(90_000);
      const [row] = await arranged.acquire();
      expect(row?.sinceUpdatedMs).toBeGreaterThanOrEqual(90_000);
      expect(row?.sinceReportedMs).toBeGreaterThanOrEqual(90_000);
    });
  });

  describe('signals in quick succession', () => {
    test('cause one refresh: the row waits until no signal has arrived for 200 ms', async () => {
      await atOneInstant(database, async (frozen) => {
        await arrangeStore(frozen).signal('one');
        expect(await arrangeStore(frozen).acquire()).toEqual([]);
      });
      await arranged.pass(200);
      expect(await arranged.acquire()).toHaveLength(1);
    });

    test('delay the row by at most 600 ms', async () => {
      await arranged.signal('one');
      for (let index = 0; index < 6; index += 1) {
        await arranged.pass(100);
        await arranged.signal('one');
      }
      expect(await arranged.acquire()).toHaveLength(1);
    });
  });

  describe('the earliest due row', () => {
    const toRequest = (lingerMs = 0) => {
      return { forgeId: 'forge', exclusions: { ownerIds: [], keys: [] }, lingerMs };
    };

    test('is at once for a due row, after the lease for a leased one, and undefined for none', async () => {
      expect(await arranged.store.findEarliestDue(toRequest())).toBeUndefined();
      await arranged.signal('one');
      await arranged.pass(1_000);
      expect(await arranged.store.findEarliestDue(toRequest())).toBe(0);
      await arranged.acquire();
      expect(await arranged.store.findEarliestDue(toRequest())).toBeGreaterThan(290_000);
    });

    const rest = async (chatId: string, delayMs: number) => {
      const row = await arranged.signalAndAcquire(chatId);
      const due = { kind: 'routine', delayMs } as const;
      await arranged.store.recordPullRequest(row, toPullRequest(), due);
    };

    test('does not wait for others while it is routine', async () => {
      await arranged.createChat('two');
      await rest('two', 124_000);
      await rest('one', 120_000);
      await arranged.pass(120_000);
      expect(await arranged.store.findEarliestDue(toRequest(10_000))).toBe(0);
    });

    test('is a signalled row, even if routine rows were due before it', async () => {
      for (const chatId of ['two', 'three']) await arranged.createChat(chatId);
      for (const chatId of ['one', 'three']) await rest(chatId, 3_000);
      await arranged.signal('two');
      await arranged.pass(1_000);

      expect(await arranged.store.findEarliestDue(toRequest(10_000))).toBe(0);
    });
  });

  describe('acquiring routine rows early', () => {
    const acquireEarly = (change: Partial<AcquireEarly> = {}) =>
      arranged.store.acquireEarly({
        forgeId: 'forge',
        ownerIds: ['ada'],
        limit: 10,
        earlyMs: 30_000,
        leaseMs: 300_000,
        exclusions: { ownerIds: [], keys: [] },
        ...change,
      });
    const record = async (chatId: string, delayMs: number) => {
      const row = await arranged.signalAndAcquire(chatId);
      const due = { kind: 'routine', delayMs } as const;
      await arranged.store.recordPullRequest(row, toPullRequest(), due);
    };

    test('takes those that are due soon, the first due first, with a lease', async () => {
      for (const chatId of ['two', 'three']) await arranged.createChat(chatId);
      await record('one', 40_000);
      await record('two', 25_000);
      await record('three', 20_000);

      const [row, ...others] = await acquireEarly({ limit: 1 });
      expect(others).toEqual([]);
      expect(row).toMatchObject({ chatId: 'three', routine: true, signalled: false });
      expect((await arranged.read('three')).revision).toBe(row?.revision);
      expect((await acquireEarly()).map(({ chatId }) => chatId)).toEqual(['two']);
      expect(await acquireEarly()).toEqual([]);
    });

    test('S1: takes no row with a lease, even if it ends soon', async () => {
      await record('one', 1_000);
      await arranged.pass(1_000);
      await arranged.acquire();
      await arranged.pass(299_000);
      expect(await acquireEarly()).toEqual([]);
    });

    test.each<[string, Partial<AcquireEarly>]>([
      ['another owner', { ownerIds: ['grace'] }],
      ['another forge', { forgeId: 'other' }],
      ['an excluded owner', { exclusions: { ownerIds: ['ada'], keys: [] } }],
    ])('takes no row of %s', async (_, change) => {
      await record('one', 1_000);
      expect(await acquireEarly(change)).toEqual([]);
    });

    test('S5: takes no row that failed, which may wait for the end of a pause', async () => {
      const row = await arranged.signalAndAcquire('one');
      const failure = { kind: 'rate_limited', message: '' } as const;
      await arranged.store.recordFailure(row, failure, { kind: 'after_pause', delayMs: 1_000 });
      expect(await acquireEarly()).toEqual([]);
    });

    test('S7: takes no row without a pull request', async () => {
      const row = await arranged.signalAndAcquire('one');
      await arranged.store.recordNoPullRequest(row, { kind: 'when_lease_ends' });
      await arranged.pass(290_000);
      expect(await acquireEarly()).toEqual([]);
    });
  });

  describe('acquiring one chat', () => {
    const request = { leaseMs: 300_000, settledAfterMs: 120_000, force: false, keys: [] };

    test('does not wait for further signals', async () => {
      await arranged.signal('one');
      expect(await arranged.store.acquireChat({ ...request, chatId: 'one' })).toHaveLength(1);
    });

    test('takes a row with a merged pull request once its data is old', async () => {
      const row = await arranged.signalAndAcquire('one');
      const merged = toPullRequest({ state: 'merged' });
      await arranged.store.recordPullRequest(row, merged, { kind: 'never' });
      expect(await arranged.store.acquireChat({ ...request, chatId: 'one' })).toEqual([]);
      await arranged.pass(120_000);
      expect(await arranged.store.acquireChat({ ...request, chatId: 'one' })).toHaveLength(1);
    });

    test('waits for a row that is being written, and takes it then', async ({ skip }) => {
      skip(database.kind !== 'postgres', 'the embedded database runs one transaction at a time');
      await arranged.signal('one');
      let acquiring: Promise<unknown[]> | undefined;
      await database.transaction(async (connection) => {
        const lock = "SELECT FROM chat_diff_statuses WHERE chat_id = 'one' FOR UPDATE";
        await connection.query({ name: 'test-lock-row', text: lock });
        acquiring = arranged.store.acquireChat({ ...request, chatId: 'one', force: true });
        await Promise.race([acquiring, waitUntilBlocked(connection)]);
      });
      expect(await acquiring).toHaveLength(1);
    });

    test('S1: takes over a leased row when forced, and fences off its holder', async () => {
      const row = await arranged.signalAndAcquire('one');
      const forced = { ...request, chatId: 'one', force: true };
      const [taken] = await arranged.store.acquireChat(forced);
      expect(taken?.revision).toBe(row.revision + 1);
      const late = await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      expect(late).toBe('superseded');
    });
  });

  describe('S3: releasing leases', () => {
    test('makes the rows due at once', async () => {
      const row = await arranged.signalAndAcquire('one');
      await arranged.store.releaseLeases([row]);
      expect(await arranged.acquire()).toHaveLength(1);
    });

    test('S1: leaves a row as it is that another worker has acquired', async () => {
      const row = await arranged.signalAndAcquire('one');
      await arranged.pass(300_000);
      await arranged.acquire();
      await arranged.store.releaseLeases([row]);
      expect(await arranged.acquire()).toEqual([]);
    });
  });

  describe('archiving', () => {
    const archive = (archived: boolean) =>
      updateChat(database, { ownerId: 'ada', chatId: 'one', title: null, archived });

    test('takes the rows off the queue, and unarchiving makes them due', async () => {
      await arranged.signal('one');
      await arranged.pass(1_000);
      await archive(true);
      expect(await arranged.acquire()).toEqual([]);
      expect(await arranged.dueIn('one')).toBeNull();
      await archive(false);
      expect(await arranged.acquire()).toHaveLength(1);
    });

    test('stores a signal that arrives meanwhile, and unarchiving makes it due as a new one', async () => {
      await archive(true);
      const remoteOrigin = 'https://forge.test/acme/app.git';
      const mark = { chatIds: ['one'], branch: 'agent/new', remoteOrigin };
      const served = { ownerId: 'ada', forgeId: 'forge', repository: 'acme/app', headSha: null };

      expect(await arranged.store.markStale({ ...mark, ...served })).toMatchObject({
        publicIds: ['one'],
        archivedPublicIds: ['one'],
      });

      expect((await arranged.read('one')).reported_at).not.toBeNull();
      expect(await arranged.dueIn('one')).toBeNull();
      expect(await countQueue(database)).toEqual([]);
      await arranged.pass(3_600_000);
      await archive(false);
      const [row] = await arranged.acquire();
      expect(row).toMatchObject({ branch: 'agent/new' });
      expect(row?.sinceUpdatedMs).toBeLessThan(10_000);
    });

    test('keeps a known branch off the queue when a signal arrives', async () => {
      await arranged.signal('one');
      await archive(true);
      await arranged.signal('one');
      expect(await arranged.dueIn('one')).toBeNull();
    });

    test('is not undone by a running refresh', async () => {
      const row = await arranged.signalAndAcquire('one');
      await archive(true);
      const late = await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      expect(late).toBe('superseded');
      expect(await arranged.dueIn('one')).toBeNull();
    });
  });

  describe('a removed forge', () => {
    test('returns its rows to the unassigned queue', async () => {
      await arranged.signal('one', 'main', 'old');
      await arranged.pass(1_000);
      await releaseUnknownForges(database, ['new']);
      const [row] = await arranged.acquire('');
      expect(row?.forgeId).toBe('');
      if (row) await arranged.store.assignForge(row, 'new');
      expect(await arranged.acquire('new')).toHaveLength(1);
    });
  });

  describe('an added forge', () => {
    const unserved = { kind: 'no_forge', message: 'add it' } as const;
    const nextDay = { kind: 'in', delayMs: 86_400_000 } as const;
    const acquireUnserved = async () => {
      await arranged.signal('one', 'main', '');
      await arranged.pass(1_000);
      const [row] = await arranged.acquire('');
      if (!row) throw new Error('the row was not acquired');
      return row;
    };

    test('makes rows due that no forge served', async () => {
      await arranged.store.recordFailure(await acquireUnserved(), unserved, nextDay);
      await releaseUnserved(database);
      expect(await arranged.dueIn('one')).toBeLessThanOrEqual(0);
    });

    test('makes rows due whose refresh is about to find no forge', async () => {
      const row = await acquireUnserved();
      await releaseUnserved(database);
      await arranged.store.recordFailure(row, unserved, nextDay);
      expect(await arranged.dueIn('one')).toBeLessThanOrEqual(0);
    });

    test('leaves rows of other forges', async () => {
      const row = await arranged.signalAndAcquire('one');
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      await releaseUnserved(database);
      expect(await arranged.dueIn('one')).toBeGreaterThan(0);
    });
  });

  test('is counted by forge, with its lag, for the metrics', async () => {
    await arranged.signal('one');
    await arranged.pass(5_000);
    const [count] = await countQueue(database);
    expect(count).toMatchObject({ forgeId: 'forge', due: 1, behind: 0 });
    expect(count?.lagMs).toBeGreaterThanOrEqual(6_000);
    await arranged.pass(5_000);
    expect(await countQueue(database)).toMatchObject([{ due: 1, behind: 1 }]);
  });
});
