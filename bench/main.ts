import { createPostgresUrl } from '../test/support/databases/postgres-url.ts';
import { measureFootprint } from './footprint.ts';
import { startBenchForge } from './forge-client.ts';
import { measurePushToVisible } from './push-to-visible.ts';
import { runReference } from './reference-policy.ts';
import { measureRefreshRate } from './refresh-rate.ts';

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function print(name: string, value: string): void {
  console.log(`${name.padEnd(58)} ${value}`);
}

const printTimes = (name: string, times: readonly number[]) =>
  print(
    name,
    `p50 ${Math.round(percentile(times, 0.5))} ms   p95 ${Math.round(percentile(times, 0.95))} ms`,
  );

console.log('Footprint, embedded database');
const footprint = await measureFootprint();
print('  first start to listening', `${Math.round(footprint.startMs)} ms`);
print('  resident memory after start', `${Math.round(footprint.rssMegabytes)} MB`);
print('  processor while idle, of one core', `${(footprint.idleCpu * 100).toFixed(2)} %`);

for (const kind of ['embedded', 'postgres'] as const) {
  console.log(`\nPush to visible, ${kind} database, 30 pushes through askpass`);
  const visible = await measurePushToVisible(kind);
  printTimes('  git push started -> branch in the event stream', visible.pushToBranchMs);
  printTimes(
    '  pull request opened -> in the event stream, no signal',
    visible.openToPullRequestMs,
  );
}

console.log('\nRows refreshed per second by one replica, PostgreSQL, instant forge');
using forge = await startBenchForge();
const reference = await runReference(forge, 3);
print(
  '  reference policy (10 s tick, 50 rows, 10 parallel)',
  `${reference.rowsPerSecond.toFixed(1)} rows/s`,
);
const rate = await measureRefreshRate(forge, await createPostgresUrl());
print('  first look, full answers', `${rate.coldRowsPerSecond.toFixed(0)} rows/s`);
print('  later looks, conditional requests', `${rate.warmRowsPerSecond.toFixed(0)} rows/s`);
print(
  '  requests per row, answered 304',
  `${rate.requestsPerRow.toFixed(2)}, ${(rate.notModified * 100).toFixed(0)} %`,
);
print('  processor of the replica, of one core', `${(rate.serverCpu * 100).toFixed(0)} %`);
print(
  '  ratio to the reference',
  `${(rate.warmRowsPerSecond / reference.rowsPerSecond).toFixed(0)} x`,
);
process.exit(0);
