import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { Database } from './database.ts';
import { ForgeBudgets } from './forge-budgets.ts';
import { deleteEndedBudgets } from './queries/tokens/delete-ended-budgets.ts';
import { deletePastExpiries } from './queries/tokens/delete-past-expiries.ts';
import { listBudgets } from './queries/tokens/list-budgets.ts';
import { listTokenExpiries } from './queries/tokens/list-token-expiries.ts';
import { saveBudget } from './queries/tokens/save-budget.ts';

describeEachDatabase('the quota of a forge', (open) => {
  let database: Database;
  const resetInMs = 1_800_000;
  const row = { forgeId: 'forge', tokenFingerprint: 'f', bucket: 'core', quota: 5_000, resetInMs };

  const listed = async () =>
    (await listBudgets(database)).map(({ remaining, resetInMs: inMs }) => [
      remaining,
      Math.round(inMs / 60_000),
    ]);

  beforeEach(() => {
    database = open();
  });

  test('is shared by replicas', async () => {
    const clock = new FakeClock(new Date());
    const logger = new RecordingLogger();
    const [one, other] = [0, 1].map(() => new ForgeBudgets({ database, clock, logger }));
    one?.observe('forge', 'f', { bucket: 'core', quota: 5_000, remaining: 123, resetInMs });
    const controller = new AbortController();
    const running = one?.run(controller.signal);
    await expect.poll(() => listBudgets(database)).toHaveLength(1);
    const reading = other?.run(controller.signal);

    await expect.poll(() => other?.find('forge', 'f', 'core')?.remaining).toBe(123);

    controller.abort();
    await clock.advance(5_000);
    await Promise.all([running, reading, settle()]);
  });

  test('is exchanged while it is used, and sets no timer while it is not', async () => {
    const clock = new FakeClock(new Date());
    const budgets = new ForgeBudgets({ database, clock, logger: new RecordingLogger() });
    const controller = new AbortController();
    const running = budgets.run(controller.signal);
    await expect.poll(() => clock.untilNextWake()).toBe(5_000);
    await clock.advance(5_000);
    expect(clock.untilNextWake()).toBe(Number.POSITIVE_INFINITY);

    budgets.observe('forge', 'f', { bucket: 'core', quota: 5_000, remaining: 123, resetInMs });

    await expect.poll(listed).toEqual([[123, 30]]);
    controller.abort();
    await running;
  });

  test('comes with the expiry of a token, which replicas share until 30 days after it', async () => {
    const clock = new FakeClock(new Date());
    const logger = new RecordingLogger();
    const [one, other] = [0, 1].map(() => new ForgeBudgets({ database, clock, logger }));
    const expiresAt = new Date(Date.now() + 60_000);
    const past = new Date(Date.now() - 31 * 86_400_000);
    one?.observeExpiry('forge', 'old', past);
    one?.observeExpiry('forge', 'f', new Date(0));
    one?.observeExpiry('forge', 'f', expiresAt);
    const controller = new AbortController();
    const running = one?.run(controller.signal);
    await expect.poll(() => listTokenExpiries(database)).toHaveLength(1);
    const reading = other?.run(controller.signal);

    await expect.poll(() => other?.findExpiry('forge', 'f')).toEqual(expiresAt);
    expect(other?.findExpiry('forge', 'old')).toBeUndefined();

    await deletePastExpiries(database);
    const left = await database.query({ name: 'left', text: 'SELECT 1 FROM token_expiries' });
    expect(left).toHaveLength(1);
    controller.abort();
    await clock.advance(5_000);
    await Promise.all([running, reading, settle()]);
  });

  test('is the smallest remaining value within one window', async () => {
    await saveBudget(database, { ...row, remaining: 100 });
    await saveBudget(database, { ...row, remaining: 200 });
    expect(await listed()).toEqual([[100, 30]]);
  });

  test('is the smallest although its end is rounded to seconds in each response', async () => {
    await saveBudget(database, { ...row, remaining: 100 });
    await saveBudget(database, { ...row, resetInMs: resetInMs + 1_000, remaining: 200 });
    expect(await listed()).toEqual([[100, 30]]);
  });

  test('lasts as long as the forge said when the clock of a replica steps', async () => {
    const clock = new FakeClock();
    const budgets = new ForgeBudgets({ database, clock, logger: new RecordingLogger() });
    budgets.observe('forge', 'f', { bucket: 'core', quota: 5_000, remaining: 1, resetInMs });
    clock.step(7_200_000);
    expect(budgets.find('forge', 'f', 'core')).toMatchObject({ remaining: 1, resetInMs });
    clock.step(-14_400_000);
    await clock.advance(resetInMs);
    expect(budgets.find('forge', 'f', 'core')).toBeUndefined();
  });

  test('is replaced by that of the next window', async () => {
    const next = { ...row, resetInMs: resetInMs + 3_600_000, remaining: 5_000 };
    await saveBudget(database, { ...row, remaining: 100 });
    await saveBudget(database, next);
    expect(await listed()).toEqual([[5_000, 90]]);
  });

  test('is not listed after its window, and deleted after a day', async () => {
    await saveBudget(database, {
      ...row,
      remaining: 100,
      resetInMs: -90_000_000,
    });
    expect(await listBudgets(database)).toEqual([]);
    await deleteEndedBudgets(database);
    const count = { name: 'test-count', text: 'SELECT count(*)::int AS n FROM forge_budgets' };
    expect(await database.query(count)).toEqual([{ n: 0 }]);
  });
});
