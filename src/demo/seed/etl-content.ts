/** The source of the nightly imports. */
export const etlFiles = {
  'README.md': '# etl\n\nNightly imports.\n',
  'src/config.ts': `/** Rows per insert. */
export const batchSize = 500;

/** How long a source may take to answer. */
export const timeoutSeconds = 30;

/** How often a failed batch is tried again. */
export const retries = 0;
`,
  'src/importer.ts': `import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { batchSize } from './config.ts';
import { logRow } from './log.ts';
import { parseRow, type Row } from './parse-row.ts';
import { insertRows } from './warehouse.ts';

export interface ImportReport {
  imported: number;
  skipped: number;
}

export async function importFile(path: string): Promise<ImportReport> {
  const report: ImportReport = { imported: 0, skipped: 0 };
  let batch: Row[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const row = parseRow(line);
    if (row === undefined) {
      report.skipped += 1;
      continue;
    }
    logRow(row);
    batch.push(row);
    if (batch.length < batchSize) continue;
    report.imported += await insertRows(batch);
    batch = [];
  }
  report.imported += await insertRows(batch);
  return report;
}
`,
  'src/schedule.ts': `const hour = 3_600_000;

/** Three in the morning, when nobody asks the warehouse anything. */
export function toNextRun(after: Date): Date {
  const next = new Date(after);
  next.setUTCHours(3, 0, 0, 0);
  return next > after ? next : new Date(next.getTime() + 24 * hour);
}
`,
  'src/log.ts': `import type { Row } from './parse-row.ts';

export function logRow(row: Row): void {
  process.stdout.write(JSON.stringify(row));
  process.stdout.write('\\n');
}
`,
  'test/importer.test.ts': `import { expect, test } from 'vitest';
import { importFile } from '../src/importer.ts';

test('skips what is no row', async () => {
  expect(await importFile('test/half-broken.csv')).toEqual({ imported: 12, skipped: 3 });
});
`,
  'docs/guide.md': `# Guide

Run \`importer\` once a night.

1. Put the file into the inbox.
2. Wait for the report.
3. Look at what was skipped.
`,
} as const;
