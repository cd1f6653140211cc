import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import { type ArrangedStore, arrangeStore } from '../../../../test/support/stored-chats.ts';
import type { NextDue } from '../../../domain/backoff.ts';
import { releaseChangedTokens } from '../tokens/release-changed-tokens.ts';

const minute = 60_000;
const routine: NextDue = { kind: 'routine', delayMs: 2 * minute };
const failure = { kind: 'unavailable', message: 'down' } as const;

describeEachDatabase('the queue while polling is paused', (open) => {
  let arranged: ArrangedStore;

  beforeEach(async () => {
    arranged = arrangeStore(open());
    await arranged.createChat('one');
  });

  const findDue = (isPollingPaused: boolean) =>
    arranged.store.findEarliestDue({
      forgeId: 'forge',
      exclusions: { ownerIds: [], keys: [] },
      lingerMs: 0,
      isPollingPaused,
    });
  const acquireWhilePaused = () => arranged.acquire('forge', 100, true);
  const read = async (due: NextDue = routine) => {
    const row = await arranged.signalAndAcquire('one');
    await arranged.store.recordPullRequest(row, toPullRequest(), due);
  };
  const deliver = () =>
    arranged.store.markBranchDue({
      forgeId: 'forge',
      url: toPullRequest().url,
      head: null,
      isRoutine: true,
    });

  test.each<NextDue>([
    routine,
    { kind: 'after_pause', delayMs: 2 * minute },
    { kind: 'when_lease_ends' },
  ])('leaves a row alone that time made due, %j', async (due) => {
    await read(due);
    await arranged.pass(6 * minute);
    expect(await findDue(true)).toBeUndefined();
    expect(await acquireWhilePaused()).toEqual([]);
    expect(await findDue(false)).toBe(0);
    expect(await arranged.acquire()).toHaveLength(1);
  });

  test('contains a push, and what is planned soon after it', async () => {
    const row = await arranged.signalAndAcquire('one');
    await arranged.store.recordNoPullRequest(row, { kind: 'in', delayMs: 15_000 });
    expect(await findDue(true)).toBeGreaterThan(10_000);
    await arranged.pass(15_000);
    expect(await acquireWhilePaused()).toHaveLength(1);
  });

  test('contains a row that was overdue when a delivery arrived', async () => {
    await read();
    await arranged.pass(6 * minute);
    expect((await deliver()).rowCount).toBe(1);
    await arranged.pass(1_000);
    expect(await findDue(true)).toBe(0);
    expect(await acquireWhilePaused()).toMatchObject([{ routine: true }]);
  });

  test('contains a push whose read failed, for an hour', async () => {
    await read();
    await arranged.pass(minute);
    const row = await arranged.signalAndAcquire('one');
    await arranged.store.recordFailure(row, failure, routine);
    await arranged.pass(3 * minute);
    const [again] = await acquireWhilePaused();
    if (!again) throw new Error('the row was not acquired');
    await arranged.store.recordFailure(again, failure, routine);
    await arranged.pass(58 * minute);
    expect(await findDue(true)).toBeUndefined();
    expect(await acquireWhilePaused()).toEqual([]);
  });

  test('contains a row whose token was replaced', async () => {
    await read();
    await arranged.pass(6 * minute);
    const [row] = await arranged.acquire();
    if (!row) throw new Error('the row was not acquired');
    const refused = { kind: 'unauthorized', message: 'wrong' } as const;
    await arranged.store.recordFailure(row, refused, routine, 'old');
    await releaseChangedTokens(open(), 'forge', 'new');
    expect(await acquireWhilePaused()).toHaveLength(1);
  });
});
