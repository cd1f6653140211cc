import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { toChecks } from '../../test/support/checks.ts';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  atOneInstant,
  inTwoMinutes,
} from '../../test/support/stored-chats.ts';
import type { AcquiredRow, RecordResult } from '../domain/tracked-branch.ts';
import type { Database } from './database.ts';
import type { DiffStatusRow } from './rows.ts';

const chats = ['compared', 'written'] as const;
const head = 'a'.repeat(40);
const read = toPullRequest({ headSha: head, checks: toChecks({ passed: 2, pending: 1 }) });
const reads = [
  read,
  read,
  read,
  toPullRequest({ headSha: head, title: 'Another title', checks: null }),
  toPullRequest({ headSha: head, mergeability: 'computing', checks: toChecks({ passed: 3 }) }),
  toPullRequest({ headSha: 'b'.repeat(40), checks: toChecks({ failed: 1 }) }),
  toPullRequest({ headSha: head, state: 'closed' }),
];

describeEachDatabase('recording a read pull request', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let statements: string[];

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    for (const chatId of chats) await arranged.createChat(chatId);
    await signal();
    await pass(1_000);
    statements = [];
  });

  /** Unlike the one of `arranged`, it moves the instants of the forge without anybody noticing. */
  const pass = (ms: number) =>
    database.transaction(async (connection) => {
      const text = "SELECT set_config('session_replication_role', 'replica', true)";
      await connection.query({ name: 'test-without-triggers', text });
      const frozen = { query: connection.query.bind(connection) } as Database;
      await arrangeStore(frozen).pass(ms);
    });

  /** Notes which statements record. */
  const watch = (watched: Database): Database => {
    const query: Database['query'] = (statement, values) => {
      if (/^record-(?:pull|same)/.test(statement.name)) statements.push(statement.name);
      return watched.query(statement, values);
    };
    const transaction: Database['transaction'] = (work) =>
      watched.transaction((connection) => work({ ...connection, query }));
    return Object.assign(Object.create(watched) as Database, { query, transaction });
  };

  const signal = (headSha?: string) =>
    atOneInstant(database, async (frozen) => {
      const sender = arrangeStore(frozen);
      for (const chatId of chats) await sender.signal(chatId, 'main', 'forge', 'ada', headSha);
    });

  const acquireAll = async () => {
    const due = "UPDATE chat_diff_statuses SET stale_at = now() - interval '2 seconds'";
    await database.query({ name: 'test-make-due', text: due });
    await pass(2_000);
    return arranged.acquire();
  };

  const record = async (
    rows: readonly AcquiredRow[],
    pullRequest: typeof read,
    sinceAcquiredMs = 0,
  ): Promise<RecordResult[]> =>
    atOneInstant(database, (frozen) => {
      const { store } = arrangeStore(watch(frozen));
      return Promise.all(
        rows.map((row) =>
          store.recordPullRequest(row, pullRequest, inTwoMinutes, undefined, sinceAcquiredMs),
        ),
      );
    });

  const recordTwice = async (between: () => Promise<unknown>) => {
    await record(await acquireAll(), read);
    await between();
    const rows = await acquireAll();
    statements.length = 0;
    await record(rows, read);
    return statements;
  };

  test('writes only when it was read if that is what the row was recorded from', async () => {
    expect(await recordTwice(() => pass(120_000))).toEqual(['record-same-read']);
    const { refreshed_at, updated_at, stale_at } = await arranged.read('written');
    expect(updated_at).toEqual(refreshed_at);
    expect((stale_at?.getTime() ?? 0) - updated_at.getTime()).toBe(120_000);
  });

  describe('writes all of it', () => {
    const whole = (names: string[]) => expect(names).toContain('record-pull-request');

    test('after a failure', async () => {
      whole(
        await recordTwice(async () => {
          const failure = { kind: 'unavailable', message: '' } as const;
          for (const row of await acquireAll()) {
            await arranged.store.recordFailure(row, failure, inTwoMinutes);
          }
        }),
      );
      expect(await arranged.read('written')).toMatchObject({ failure_kind: null });
    });

    test('S13: after a push signal', async () => {
      whole(await recordTwice(() => arranged.signal('written')));
    });

    test('after something else changed the row', async () => {
      const text = "UPDATE chat_diff_statuses SET labels = '[]', checks_passed = 1";
      whole(await recordTwice(() => database.query({ name: 'test-change', text })));
      expect(await arranged.read('written')).toMatchObject({ checks_passed: 2 });
    });
  });

  test('S1: is refused after a later acquire', async () => {
    await record(await acquireAll(), read);
    const rows = await acquireAll();
    await acquireAll();
    expect(await record(rows, read)).toEqual(['superseded', 'superseded']);
  });

  test('S2: is stored although a signal interrupted it, and the row stays due', async () => {
    await record(await acquireAll(), read);
    const rows = await acquireAll();
    await signal();
    expect(await record(rows, read)).toEqual(['interrupted', 'interrupted']);
    expect(await arranged.dueIn('written')).toBeLessThan(0);
  });

  test.each([0, 1, 2, 3])(
    'stores the same as without digests, whatever happens (seed %i)',
    async (seed) => {
      const report = (passed: number) =>
        arranged.store.applyHeadChecks({
          forgeId: 'forge',
          repository: 'acme/app',
          sha: head,
          pullRequestPrefix: 'https://forge.test/acme/app/pull/',
          reported: { kind: 'list', ...runs(passed), sinceReadMs: 0 },
        });
      const events = fc.oneof(
        fc.constant(() => signal(head)),
        fc.nat(2).map((passed) => () => report(passed)),
        fc.constantFrom(1_000, 20_000, 400_000).map((ms) => () => pass(ms)),
      );
      const step = fc.record({
        before: fc.option(events, { freq: 1 }),
        during: fc.option(events, { freq: 1 }),
        pullRequest: fc.constantFrom(...reads),
        sinceAcquiredMs: fc.constantFrom(0, 0, 3_000),
      });
      const steps = fc.array(step, { minLength: 20, maxLength: 20 });
      for (const { before, during, ...given } of fc.sample(steps, { seed, numRuns: 1 }).flat()) {
        await before?.();
        const [compared, ...written] = await acquireAll();
        await during?.();
        if (!compared) throw new Error('no row was acquired');
        const rows = [{ ...compared, readDigest: null }, ...written];
        await record(rows, given.pullRequest, given.sinceAcquiredMs);
        const [one, other] = await Promise.all(chats.map((chatId) => arranged.read(chatId)));
        expect(toComparable(one)).toEqual(toComparable(other));
      }
      expect(new Set(statements)).toEqual(new Set(['record-pull-request', 'record-same-read']));
    },
  );
});

function runs(passed: number) {
  const checks = toChecks({ passed, pending: 1 });
  return { runs: checks.runs, requiredNames: checks.requiredNames };
}

/** Without what any two rows differ in. */
function toComparable(row: DiffStatusRow | undefined) {
  const isUnread = typeof row?.first_unread_id === 'number';
  return { ...row, chat_id: '', created_at: null, first_unread_id: isUnread };
}
