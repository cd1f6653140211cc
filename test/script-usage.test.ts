import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/platform/package-root.ts';

const scripts = [
  ['chaos.mjs'],
  ['bench.mjs'],
  ['bench.mjs', 'web'],
  ['bench.mjs', 'pushes'],
  ['bench.mjs', 'full'],
  ['bench.mjs', 'rows'],
  ['bench.mjs', 'updates'],
];

function run([script = '', ...args]: readonly string[]) {
  const file = join(packageRoot, 'scripts', script);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.each(scripts)('%s %s prints its usage on standard output', (...script) => {
  const { status, stdout, stderr } = run([...script, '--help']);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Usage: npm run (?:chaos|bench)/);
});

test.each([
  ...scripts.map((script): [string[], string] => [[...script, '--nope'], "'--nope'"]),
  [['chaos.mjs', '--kills', 'many'], '--kills must be a number, not "many"'],
  [['chaos.mjs', 'nope'], "'nope'"],
  [['bench.mjs', 'nope'], 'There is no benchmark "nope".'],
  [['bench.mjs', 'full', '--branches', 'x'], '--branches must be a number'],
  [['bench.mjs', 'updates', 'x'], 'one whole number'],
])('%j is wrong usage, which is named without a stack', (args, problem) => {
  const { status, stdout, stderr } = run(args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(problem);
  expect(stderr).toContain('Usage: npm run');
  expect(stderr).not.toMatch(/^ +at /m);
});
