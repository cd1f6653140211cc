import { runInThisContext } from 'node:vm';

/** Long enough that a parser of quadratic time needs minutes, and one of linear time milliseconds. */
const longLength = 128 * 1024;

const beginnings = ['', 'https://forge.test/'];
const characters = '/)(.,;:@<>"\'=%\\-_*#?&[]{}~^$+ \t\n\r0a\x00\x1b\x9b\ud83d\u0301\u202e';
const sequences = [
  ['a/', '/a', '../', './', '%2f', '%2e', 'a.', 'a@', '@a:', '[a', '<>', '<a>;rel=', '; ', ', '],
  [
    '\x1b[',
    '\x1b]',
    'a b',
    ' "',
    '*a',
    '\n+',
    '\n-',
    '\n@@',
    '\ndiff --git ',
    '👩‍👩‍',
    '.git',
    '--',
  ],
].flat();
const repeated = [...Array.from(characters), ...sequences];
const ends = ['', '!'];

/** Texts of `length` that make a parser backtrack: one part repeated, with and without an ending. */
export function listWorstInputs(length = longLength): string[] {
  return beginnings.flatMap((beginning) =>
    repeated.flatMap((part) => {
      const body = part.repeat(Math.ceil(length / part.length));
      return ends.map((end) => beginning + body + end);
    }),
  );
}

/**
 * Runs a synchronous function and ends it when it has not returned after `limitMs`, which is hundreds of
 * times what linear time takes. A regular expression cannot be ended in any other way.
 */
export function runBounded(act: () => void, limitMs = 20_000): void {
  const holder = globalThis as { boundedAct?: () => void };
  holder.boundedAct = act;
  try {
    runInThisContext('globalThis.boundedAct()', { timeout: limitMs });
  } finally {
    delete holder.boundedAct;
  }
}
