import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { Database } from '../../database.ts';
import { findForgeToken } from '../tokens/find-forge-token.ts';
import { keepClock } from './keep-clock.ts';

const hour = 3_600_000;

describeEachDatabase('a clock of the database that steps back', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await keepClock(database);
    await arranged.createChat('one');
    const row = await arranged.signalAndAcquire('one');
    await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
    await arranged.store.pauseToken({
      forgeId: 'forge',
      tokenFingerprint: 'another',
      retryInMs: 600_000,
      bucket: null,
      statusBuckets: ['core'],
      message: 'wait',
      shared: true,
    });
  });

  /** The clock cannot be set here, so everything that was stored moves into the future instead. */
  const stepBack = async (ms: number) => {
    await arranged.pass(-ms);
    const later = `+ $1::float8 * interval '1 millisecond'`;
    await runSql(database, `UPDATE database_clock SET latest_at = latest_at ${later}`, [ms]);
    await runSql(database, `UPDATE forge_pauses SET paused_until = paused_until ${later}`, [ms]);
  };

  const findPauseEnd = async () =>
    (await findForgeToken(database, 'ada', 'forge', 'another')).pauses[0]?.endsInMs ?? 0;

  test('delays no row and no pause by the step', async () => {
    await arranged.store.recordFailure(
      await arranged.signalAndAcquire('one'),
      { kind: 'unavailable', message: '' },
      inTwoMinutes,
    );
    await stepBack(hour);
    expect(await arranged.dueIn('one')).toBeGreaterThan(hour);

    expect(await keepClock(database)).toBeGreaterThan(hour - 60_000);

    expect(await arranged.dueIn('one')).toBeLessThan(190_000);
    expect(await findPauseEnd()).toBeLessThan(670_000);
    const { updated_at, reported_at } = await arranged.read('one');
    // A step counts as up to a minute shorter.
    const latest = (await arranged.now()) + 60_000;
    expect(updated_at.getTime()).toBeLessThanOrEqual(latest);
    expect(reported_at?.getTime()).toBeLessThanOrEqual(latest);
  });

  test('is corrected once, by one replica', async () => {
    await stepBack(hour);
    const steps = await Promise.all([keepClock(database), keepClock(database)]);
    expect(steps.filter((step) => step !== undefined)).toHaveLength(1);
    expect(await keepClock(database)).toBeUndefined();
    expect(await findPauseEnd()).toBeGreaterThan(500_000);
  });

  test('changes nothing while it runs, or steps forward', async () => {
    const before = await arranged.read('one');
    expect(await keepClock(database)).toBeUndefined();
    await stepBack(-hour);
    expect(await keepClock(database)).toBeUndefined();
    await stepBack(hour);
    expect(await arranged.read('one')).toEqual(before);
  });
});
