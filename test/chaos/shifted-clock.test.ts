import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const program = new URL('shifted-clock.mjs', import.meta.url).href;

test('shifts what the clock of a process says, and no instant that is given', () => {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-clock-'));
  const file = join(directory, 'clock');
  writeFileSync(file, String(10 * 60_000));
  const script = 'console.log(Date.now(), +new Date(), +new Date(5), new Date() instanceof Date)';
  const environment = { PATH: process.env.PATH, CHAOS_CLOCK_FILE: file };
  const before = Date.now();
  const text = execFileSync(process.execPath, ['--import', program, '--eval', script], {
    env: environment,
    encoding: 'utf8',
  });
  rmSync(directory, { recursive: true });
  const [now, constructed, given, isDate] = text.trim().split(' ');
  expect(Number(now)).toBeGreaterThanOrEqual(before + 10 * 60_000);
  expect(Number(constructed)).toBeGreaterThanOrEqual(Number(now));
  expect([given, isDate]).toEqual(['5', 'true']);
});
