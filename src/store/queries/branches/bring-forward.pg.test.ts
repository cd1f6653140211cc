import { beforeEach, describe, expect, test } from 'vitest';
import { toChecks } from '../../../../test/support/checks.ts';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { PullRequest } from '../../../domain/diff-status.ts';
import { settleVerdicts } from '../../settle-verdicts.ts';
import { bringForward } from './bring-forward.ts';

const failed = { checks: toChecks({ passed: 1, failed: 1 }) };
const day = 24 * 60 * 60_000;

describeEachDatabase('a chat that a person has open', (open) => {
  let arranged: ArrangedStore;

  beforeEach(async () => {
    arranged = arrangeStore(open());
    await arranged.createChat('one');
  });

  async function store(change: Partial<PullRequest>): Promise<void> {
    const row = await arranged.signalAndAcquire('one');
    await arranged.store.recordPullRequest(row, toPullRequest(change), inTwoMinutes);
  }

  const view = () => bringForward(open(), { chatId: 'one', maximumAgeMs: 30_000 });

  test.each([
    ['failed', toChecks({ passed: 1, failed: 1 })],
    ['are pending', toChecks({ pending: 1 })],
  ])('is due 30 s after its last full read while its checks %s', async (_, checks) => {
    await store({ checks });
    await arranged.pass(10_000);
    await view();
    const dueIn = (await arranged.dueIn('one')) ?? 0;
    expect(dueIn).toBeGreaterThan(10_000);
    expect(dueIn).toBeLessThanOrEqual(20_000);
  });

  test('is due at once when the last full read is older', async () => {
    await store(failed);
    await arranged.pass(40_000);
    await view();
    expect(await arranged.acquire()).toMatchObject([{ chatId: 'one', signalled: false }]);
  });

  test.each<[string, Partial<PullRequest>]>([
    ['passed', { checks: toChecks({ passed: 1 }) }],
    ['are unknown', { checks: null }],
    ['are of a closed pull request', { ...failed, state: 'closed' }],
    ['cannot be read', { checks: { unreadable: 'Grant the scope.' } }],
  ])('keeps its due time while its checks %s', async (_, change) => {
    await store(change);
    const before = await arranged.read('one');
    await view();
    expect((await arranged.read('one')).stale_at).toEqual(before.stale_at);
  });

  test('S1: keeps the lease of a worker', async () => {
    await store(failed);
    await arranged.pass(130_000);
    await arranged.acquire();
    const before = await arranged.read('one');
    await view();
    expect((await arranged.read('one')).stale_at).toEqual(before.stale_at);
  });

  test('S2: keeps a signal due', async () => {
    await store(failed);
    await arranged.signal('one');
    const before = await arranged.read('one');
    await view();
    expect((await arranged.read('one')).stale_at).toEqual(before.stale_at);
  });

  test('S5: keeps the back-off of a failure', async () => {
    await store(failed);
    const row = await arranged.signalAndAcquire('one');
    const failure = { kind: 'rate_limited', message: 'Wait.' } as const;
    await arranged.store.recordFailure(row, failure, { kind: 'after_pause', delayMs: 600_000 });
    const before = await arranged.read('one');
    await view();
    expect((await arranged.read('one')).stale_at).toEqual(before.stale_at);
  });

  test('does not bring other chats forward', async () => {
    await store(failed);
    await bringForward(open(), { chatId: 'two', maximumAgeMs: 0 });
    expect(await arranged.dueIn('one')).toBeGreaterThan(100_000);
  });

  describe('and the time since its last change', () => {
    async function acquireLater(change: Partial<PullRequest>): Promise<number | undefined> {
      await settleVerdicts(open(), 10);
      await arranged.pass(2 * day);
      await settleVerdicts(open(), 10);
      const [row] = await arranged.acquire();
      if (!row) throw new Error('the row was not acquired');
      await arranged.store.recordPullRequest(row, toPullRequest(change), inTwoMinutes);
      await settleVerdicts(open(), 10);
      await arranged.pass(130_000);
      const [again] = await arranged.acquire();
      return again?.sinceChangedMs;
    }

    test('passes while refreshes find nothing new', async () => {
      await store(failed);
      expect(await acquireLater(failed)).toBeGreaterThan(2 * day);
    });

    test('starts again when a refresh finds a change, without any signal', async () => {
      await store({ checks: toChecks({ passed: 2 }) });
      expect(await acquireLater(failed)).toBeLessThan(140_000);
    });
  });
});
