import { expect, test } from 'vitest';
import { usesColors } from './terminal.ts';

test.each([
  ['a terminal', {}, true, true],
  ['a pipe', {}, false, false],
  ['a terminal with NO_COLOR', { NO_COLOR: '1' }, true, false],
  ['a terminal that is dumb', { TERM: 'dumb' }, true, false],
  ['a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, false, true],
  ['a pipe with CLICOLOR_FORCE', { CLICOLOR_FORCE: '1' }, false, true],
  ['a terminal with FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
  ['a terminal with FORCE_COLOR and NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, true, true],
  ['a pipe with an empty FORCE_COLOR', { FORCE_COLOR: '' }, false, false],
])('%s', (_, environment, isTerminal, isColored) => {
  expect(usesColors(environment, isTerminal)).toBe(isColored);
});
