import { readEvents } from '../test/support/event-reader.ts';
import { eventually } from '../test/support/eventually.ts';
import { pushWays } from '../test/support/push-ways.ts';
import { startPushWorld } from '../test/support/push-world.ts';

const pushes = 10;

function percentile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return `${Math.round(value ?? Number.NaN)} ms`;
}

// `npm run bench:pushes`: how soon a push is in the event stream, for each way to push.
await using world = await startPushWorld();
await using reader = await readEvents(world.server.url);
const isSeen = (branch: string, commit: string) =>
  reader.events.some(
    ({ data }) =>
      'chat' in data &&
      data.chat.diff_statuses.some(
        ({ git_branch: name, reported_sha: reported }) => name === branch && reported === commit,
      ),
  );
const widths = [48, 14, 14, 14];
const printRow = (...cells: string[]) =>
  console.log(cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(''));
printRow(`from the end of the push, ${pushes} pushes`, 'p50', 'p95', 'commit and push, p50');
for (const [number, way] of pushWays.entries()) {
  if (way.problem !== undefined) {
    printRow(way.name, way.problem);
    continue;
  }
  const seenMs: number[] = [];
  const pushMs: number[] = [];
  for (let index = 0; index < pushes; index += 1) {
    const branch = `agent/way-${number}-${index}`;
    const startedAt = performance.now();
    const commit = await way.push(world, branch);
    const endedAt = performance.now();
    await eventually(`${branch} on the board`, () => isSeen(branch, commit));
    pushMs.push(endedAt - startedAt);
    seenMs.push(performance.now() - endedAt);
  }
  printRow(way.name, percentile(seenMs, 0.5), percentile(seenMs, 0.95), percentile(pushMs, 0.5));
}
