import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../platform/package-root.ts';

/** A notification of the database reaches no replica whose events another server carries. */
test('statements announce changes with announce() and never with notifications', () => {
  const store = join(packageRoot, 'src/store');
  const files = readdirSync(store, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => /pg_notify|\bNOTIFY '/.test(readFileSync(join(store, file), 'utf8')));
  expect(files).toEqual([]);
});
