import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { Database } from './database.ts';
import { ForgeBudgets } from './forge-budgets.ts';
import { deleteEndedBudgets } from './queries/tokens/delete-ended-budgets.ts';
import { listBudgets } from './queries/tokens/list-budgets.ts';
import { saveBudget } from './queries/tokens/save-budget.ts';

describeEachDatabase('the quota of a forge', (open) => {
  let database: Database;
  const resetAt = new Date(Date.now() + 1_800_000);
  const row = { forgeId: 'forge', tokenFingerprint: 'f', bucket: 'core', quota: 5_000, resetAt };

  beforeEach(() => {
    database = open();
  });

  test('is shared by replicas', async () => {
    const clock = new FakeClock(new Date());
    const logger = new RecordingLogger();
    const [one, other] = [0, 1].map(() => new ForgeBudgets({ database, clock, logger }));
    one?.observe('forge', 'f', { bucket: 'core', quota: 5_000, remaining: 123, resetAt });
    const controller = new AbortController();
    const running = one?.run(controller.signal);
    await expect.poll(() => listBudgets(database)).toHaveLength(1);
    const reading = other?.run(controller.signal);

    await expect.poll(() => other?.find('forge', 'f', 'core')?.remaining).toBe(123);

    controller.abort();
    await clock.advance(5_000);
    await Promise.all([running, reading, settle()]);
  });

  test('is the smallest remaining value within one window', async () => {
    await saveBudget(database, { ...row, remaining: 100 });
    await saveBudget(database, { ...row, remaining: 200 });
    expect(await listBudgets(database)).toEqual([{ ...row, remaining: 100 }]);
  });

  test('is replaced by that of the next window', async () => {
    const next = { ...row, resetAt: new Date(resetAt.getTime() + 3_600_000), remaining: 5_000 };
    await saveBudget(database, { ...row, remaining: 100 });
    await saveBudget(database, next);
    expect(await listBudgets(database)).toEqual([next]);
  });

  test('is not listed after its window, and deleted after a day', async () => {
    await saveBudget(database, {
      ...row,
      remaining: 100,
      resetAt: new Date(Date.now() - 90_000_000),
    });
    expect(await listBudgets(database)).toEqual([]);
    await deleteEndedBudgets(database);
    const count = { name: 'test-count', text: 'SELECT count(*)::int AS n FROM forge_budgets' };
    expect(await database.query(count)).toEqual([{ n: 0 }]);
  });
});
