import { expect, test } from 'vitest';
import { parseRunArguments } from './parse-run-arguments.ts';

test.each([
  [['--', 'claude', '--resume'], undefined, ['claude', '--resume']],
  [['claude', '--title', 'theirs'], undefined, ['claude', '--title', 'theirs']],
  [['--title', 'Fix', '--', 'sh', '-c', 'a'], 'Fix', ['sh', '-c', 'a']],
  [['--title=Fix it', '--', '--odd'], 'Fix it', ['--odd']],
])('%j is a title and a command', (args, title, command) => {
  expect(parseRunArguments(args)).toEqual({ title, command });
});

test.each([[[]], [['--']], [['--help']], [['--unknown', 'x']], [['--title', 'Fix']]])(
  '%j is incomplete',
  (args) => {
    expect(parseRunArguments(args)).toBeUndefined();
  },
);
