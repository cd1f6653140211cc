import { measureUpdateBloat } from './row-scale/update-bloat.ts';

const updates = Number(process.argv[3] ?? 200_000);
const table = 'chat_diff_statuses';
const filledTo = (share: number) => `ALTER TABLE ${table} SET (fillfactor = ${share})`;
const withoutIndexes = (...names: string[]) => names.map((name) => `DROP INDEX ${table}_${name}`);

const variants: Record<string, string[]> = {
  'as migrated': [],
  'fillfactor 70': [filledTo(70)],
  'without the three indexes of the queue': withoutIndexes('pressing', 'routine', 'retried'),
  'fillfactor 50': [filledTo(50)],
  'fillfactor 85': [filledTo(85)],
};

// `npm run bench -- updates`: what many refreshes do to the table of tracked branches and to its indexes.
const widths = [44, 12, 8, 20, 20, 12, 14, 8];
const printRow = (...cells: string[]) =>
  console.log(cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(''));
const megabytes = (sizes: readonly number[]) =>
  `${sizes.map((size) => (size / 2 ** 20).toFixed(1)).join(' -> ')} MB`;
printRow('', 'updates', 'HOT', 'table', 'indexes', 'dead rows', 'log per row', 'rows/s');
for (const [name, settings] of Object.entries(variants)) {
  const result = await measureUpdateBloat(updates, settings);
  printRow(
    name,
    result.updates.toLocaleString('en'),
    `${(result.hotShare * 100).toFixed(1)} %`,
    megabytes(result.table),
    megabytes(result.indexes),
    result.deadRows.toLocaleString('en'),
    `${(result.walPerRefresh / 1_024).toFixed(1)} kB`,
    result.refreshesPerSecond.toFixed(0),
  );
}
process.exit(0);
