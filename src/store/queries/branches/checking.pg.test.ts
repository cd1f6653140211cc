import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { AcquiredRow } from '../../../domain/tracked-branch.ts';

describeEachDatabase('a branch', (open) => {
  let arranged: ArrangedStore;
  let row: AcquiredRow;

  beforeEach(async () => {
    arranged = arrangeStore(open());
    await arranged.createChat('one');
    row = await arranged.signalAndAcquire('one');
  });

  const isChecking = async () => (await arranged.read('one')).checking;

  test('is being checked while its lease is live', async () => {
    expect(await isChecking()).toBe(true);
    await arranged.pass(301_000);
    expect(await isChecking()).toBe(false);
  });

  test('is not being checked while it is due', async () => {
    await arranged.signal('one');
    expect(await isChecking()).toBe(false);
  });

  test.each([
    ['a pull request', () => arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes)],
    [
      'no pull request, with the lease as the interval',
      () => arranged.store.recordNoPullRequest(row, { kind: 'when_lease_ends' }),
    ],
    ['a pull request that is gone', () => arranged.store.clearPullRequest(row, inTwoMinutes)],
    [
      'a failure',
      () => arranged.store.recordFailure(row, { kind: 'timed_out', message: '' }, inTwoMinutes),
    ],
  ])('is not being checked after %s was recorded', async (_, record) => {
    await record();
    expect(await isChecking()).toBe(false);
    await arranged.pass(301_000);
    await arranged.acquire();
    expect(await isChecking()).toBe(true);
  });

  test('is not being checked while its token is paused', async () => {
    await arranged.store.pauseToken({
      forgeId: 'forge',
      tokenFingerprint: 'token',
      retryInMs: 3_600_000,
      bucket: null,
      statusBuckets: ['core'],
      message: 'paused',
      shared: true,
    });
    expect(await isChecking()).toBe(false);
  });
});
