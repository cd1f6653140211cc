import { listOperations, type Operation } from './row-scale/operations.ts';
import { arrangeRows, openPostgres } from './row-scale/rows.ts';

const sizes = process.argv.includes('--million')
  ? [1_000, 10_000, 100_000, 1_000_000]
  : [1_000, 10_000, 100_000];
/** The first calls make connections and plans. */
const warmUps = 6;

// `npm run bench -- rows`: how the time of each statement grows with the number of tracked branches. The sizes take
// turns, so that whatever else the machine does slows all of them.
const worlds: Operation[][] = [];
for (const size of sizes) {
  const database = await openPostgres();
  const startedAt = performance.now();
  await arrangeRows(database, size);
  worlds.push(listOperations(database, size));
  const seconds = (performance.now() - startedAt) / 1_000;
  console.error(`arranged ${size.toLocaleString('en')} rows in ${seconds.toFixed(0)} s`);
}
const widths = [44, ...sizes.flatMap(() => [20])];
const printRow = (...cells: string[]) =>
  console.log(cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(''));
printRow('p50, and the ratio', ...sizes.map((size) => `${size.toLocaleString('en')} rows`));
for (const [place, { name }] of (worlds[0] ?? []).entries()) {
  const medians = await measure(worlds.flatMap((operations) => operations[place] ?? []));
  const smallest = medians[0] ?? Number.NaN;
  printRow(name, ...medians.map((ms) => `${ms.toFixed(2)} ms   ${(ms / smallest).toFixed(2)} x`));
}
process.exit(0);

/** Measures one operation at each size. */
async function measure(operations: readonly Operation[]): Promise<number[]> {
  const times = operations.map((): number[] => []);
  const rounds = operations[0]?.rounds ?? 0;
  for (let round = -Math.min(warmUps, rounds); round < rounds; round += 1) {
    for (const [place, { arrange, run }] of operations.entries()) {
      await arrange?.();
      const startedAt = performance.now();
      await run();
      if (round >= 0) times[place]?.push(performance.now() - startedAt);
    }
  }
  return times.map((of) => of.toSorted((one, other) => one - other)[of.length >> 1] ?? Number.NaN);
}
