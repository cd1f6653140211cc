import { expect, test } from 'vitest';
import { listFailingLines } from './failing-lines.ts';

const passed = Array.from({ length: 300 }, (_, index) => `case ${index} passed`);
const log = [
  '##[group]Run ./install',
  'installing',
  '##[endgroup]',
  '##[group]Run ./test',
  'shell: bash',
  '##[endgroup]',
  ...passed.slice(0, 100),
  '  \x1b[31mError: expected 1\x1b[39m to be 2',
  ...passed.slice(100),
  '##[group]Run ./clean',
  'cleaning',
];
const firstError = 106;

test('ends behind the first error, however much the step prints after it', () => {
  const { step, lines } = listFailingLines({ lines: log, firstError }, 40);
  expect(step).toBe('Run ./test');
  expect(lines).toHaveLength(40);
  expect(lines[20]).toBe('  Error: expected 1 to be 2');
  expect(lines[21]).toBe('case 100 passed');
});

test('never shows lines of another step', () => {
  const { lines } = listFailingLines({ lines: log, firstError }, 500);
  expect(lines.at(-1)).toBe('case 299 passed');
  expect(lines).not.toContain('installing');
});

test('shows the end of a log without an error', () => {
  const { step, lines } = listFailingLines({ lines: log, firstError: null }, 2);
  expect(step).toBeUndefined();
  expect(lines).toEqual(['Run ./clean', 'cleaning']);
});

test('shows the end of a log whose error is outside of it', () => {
  const { lines } = listFailingLines({ lines: log, firstError: -3 }, 1);
  expect(lines).toEqual(['cleaning']);
});

test('removes what would change how the rest reads', () => {
  const { lines } = listFailingLines({ lines: ['a\x1b[2Jb\u202ec\x9bd'], firstError: null }, 1);
  expect(lines).toEqual(['abcd']);
});
