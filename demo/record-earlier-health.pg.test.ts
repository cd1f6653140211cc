import { expect, test } from 'vitest';
import { toFingerprint } from '../src/store/forge-tokens.ts';
import { listDataAges } from '../src/store/queries/health/list-data-ages.ts';
import { listQuotaSamples } from '../src/store/queries/health/list-quota-samples.ts';
import { listReplicas } from '../src/store/queries/health/list-replicas.ts';
import { recordReplica } from '../src/store/queries/health/record-replica.ts';
import { describeEachDatabase } from '../test/support/databases/describe-each-database.ts';
import { runSql } from '../test/support/databases/run-sql.ts';
import { recordEarlierHealth } from './record-earlier-health.ts';

describeEachDatabase('the health of the past of the demo', (open) => {
  const replica = { id: 'r1', host: 'laptop', version: '1.2.3', elapsedMs: 0, forgeIds: ['demo'] };
  const token = 'demo_secret';

  const arrange = () => {
    const minute = Math.floor(Date.now() / 60_000) * 60_000;
    const [earlier, later] = [new Date(minute - 120_000), new Date(minute - 60_000)];
    const minutes = [
      { at: earlier, rows: 4, p50Ms: 5_000, p95Ms: 9_000, requests: 8 },
      { at: later, rows: 5, p50Ms: 6_000, p95Ms: 7_000, requests: 12 },
    ];
    const health = { minutes, forgeId: 'demo', token, bucket: 'graphql', quota: 5_000 };
    return { earlier, later, health };
  };

  test('is what the health page reads', async () => {
    const database = open();
    const { earlier, later, health } = arrange();
    await recordReplica(database, replica);

    expect(await recordEarlierHealth(database, health)).toBe(true);

    expect(await listDataAges(database)).toEqual([
      { at: earlier, rowCount: 4, p50Ms: 5_000, p95Ms: 9_000 },
      { at: later, rowCount: 5, p50Ms: 6_000, p95Ms: 7_000 },
    ]);
    const key = { forgeId: 'demo', tokenFingerprint: toFingerprint(token) };
    expect(await listQuotaSamples(database, [key])).toEqual([
      { forgeId: 'demo', bucket: 'graphql', at: earlier, remaining: 4_992 },
      { forgeId: 'demo', bucket: 'graphql', at: later, remaining: 4_988 },
    ]);
    expect((await listReplicas(database)).slice(0, 2)).toMatchObject([
      { id: 'r1', at: earlier, due: 0, lagMs: 0 },
      { id: 'r1', at: later, due: 0, lagMs: 0 },
    ]);
  });

  test('waits for the first report of the replica', async () => {
    const database = open();
    const { health } = arrange();
    expect(await recordEarlierHealth(database, health)).toBe(false);
    await recordReplica(database, replica);
    expect(await recordEarlierHealth(database, health)).toBe(true);
    expect(await listDataAges(database)).toHaveLength(2);
  });

  test('replaces nothing that was measured', async () => {
    const database = open();
    const { later, health } = arrange();
    await recordReplica(database, replica);
    const measured = { at: later, rowCount: 1, p50Ms: 1, p95Ms: 1 };
    const text =
      'INSERT INTO data_age_samples (at, row_count, p50_ms, p95_ms) VALUES ($1, 1, 1, 1)';
    await runSql(database, text, [later]);
    await recordEarlierHealth(database, health);
    expect((await listDataAges(database))[1]).toEqual(measured);
  });
});
