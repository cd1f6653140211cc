import { createPostgresUrl } from '../test/support/databases/postgres-url.ts';
import { measureChatList } from './chat-list.ts';
import { measureDeliveries } from './delivery-to-visible.ts';
import { measureEngineRate } from './engine-rate.ts';
import { measureStreams } from './event-streams.ts';
import { measureFirstRun } from './first-run.ts';
import { measureFootprint } from './footprint.ts';
import { startBenchForge } from './forge-client.ts';
import { measurePushToVisible } from './push-to-visible.ts';
import { measureQuota } from './quota.ts';
import { referenceRowsPerTick, runReference } from './reference-policy.ts';
import { measureRefreshRate } from './refresh-rate.ts';
import { measureWatch } from './watch-cost.ts';

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
print('  CPU while idle, of one core', `${(footprint.idleCpu * 100).toFixed(2)} %`);

const firstRun = await measureFirstRun();
console.log(`\nFirst run, ${firstRun.pullRequests} own pull requests, a token that only git has`);
print('  start -> on the board', `${Math.round(firstRun.listedMs)} ms`);
print('  start -> with state, checks and reviews', `${Math.round(firstRun.refreshedMs)} ms`);
print('  cost of the list', `${firstRun.points} point(s)`);

const streams = await measureStreams();
console.log(`\nEvent streams, ${streams.listeners} listeners, 100 changes a second, PostgreSQL`);
print('  memory of a listener', `${streams.kilobytesPerListener.toFixed(1)} kB`);
printTimes('  change committed -> received', streams.delaysMs);
print('  p99', `${Math.round(percentile(streams.delaysMs, 0.99))} ms`);
print('  CPU of the server, of one core', `${(streams.serverCpu * 100).toFixed(0)} %`);

const list = await measureChatList();
console.log(`\nGET /api/v1/chats of an owner with ${list.chats} chats, PostgreSQL`);
for (const [query, times] of Object.entries(list.timesMs)) printTimes(`  ${query}`, times);

const watch = await measureWatch();
console.log(`\nWatching ${watch.worktrees} idle worktrees`);
print('  CPU, of one core', `${watch.cpuPercent.toFixed(2)} %`);
print('  memory', `${watch.memoryMb.toFixed(1)} MB`);
printTimes('  git push ended -> reported', watch.latenciesMs);

for (const kind of ['embedded', 'postgres'] as const) {
  console.log(`\nPush to visible, ${kind} database, 30 pushes through askpass`);
  const visible = await measurePushToVisible(kind);
  printTimes('  git push started -> branch in the event stream', visible.pushToBranchMs);
  printTimes(
    '  pull request opened -> in the event stream, no signal',
    visible.openToPullRequestMs,
  );
}

const engine = await measureEngineRate();
console.log(
  `\nRows refreshed per second, ${engine.rows} rows, PostgreSQL, a forge in the same process`,
);
print('  nothing new', `${engine.unchangedRowsPerSecond.toFixed(0)} rows/s`);
print('  each with a change', `${engine.changedRowsPerSecond.toFixed(0)} rows/s`);

console.log('\nRows refreshed per second by one replica, PostgreSQL, instant forge');
// The block ends the forge, which would outlive the exit of this process.
{
  using forge = await startBenchForge();
  const reference = await runReference(forge, 3);
  print(
    '  reference policy (10 s tick, 50 rows, 10 parallel)',
    `${reference.rowsPerSecond.toFixed(1)} rows/s`,
  );
  const rate = await measureRefreshRate(forge, await createPostgresUrl());
  print('  first refresh, full responses', `${rate.coldRowsPerSecond.toFixed(0)} rows/s`);
  print('  later refreshes', `${rate.warmRowsPerSecond.toFixed(0)} rows/s`);
  print('  requests per row', rate.requestsPerRow.toFixed(3));
  print('  CPU of the replica, of one core', `${(rate.serverCpu * 100).toFixed(0)} %`);
  print(
    '  ratio to the reference',
    `${(rate.warmRowsPerSecond / reference.rowsPerSecond).toFixed(0)} x`,
  );

  console.log('\nQuota per open pull request and hour, nothing changing, refreshed every 120 s');
  await forge.takeRequests();
  await runReference(forge, 1);
  const referenceCalls = (await forge.takeRequests()).rest / referenceRowsPerTick;
  // On average the tick adds half its length to the interval.
  const referencePerHour = referenceCalls * (3_600 / (120 + 5));
  print('  reference policy, REST requests', referencePerHour.toFixed(1));
  const quota = await measureQuota(forge, await createPostgresUrl());
  const refreshesPerHour = 3_600 / 120;
  const perHour = (count: number) =>
    ((count / quota.rounds / quota.pullRequests) * refreshesPerHour).toFixed(2);
  print(
    '  REST requests, of which free (304)',
    `${perHour(quota.requests.rest)}, ${perHour(quota.requests.notModified)}`,
  );
  print('  GraphQL requests', perHour(quota.requests.graphql));
  print('  GraphQL points', perHour(quota.requests.points));
  print(
    `  GraphQL requests per round, ${quota.pullRequests} pull requests in 25 repositories`,
    (quota.requests.graphql / quota.rounds).toFixed(1),
  );

  console.log('\nPull request opened -> in the event stream, by webhook, without a push signal');
  for (const kind of ['embedded', 'postgres'] as const) {
    printTimes(`  ${kind} database, 40 pull requests`, await measureDeliveries(kind));
  }
}
process.exit(0);
