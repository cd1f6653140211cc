import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { type Shell, shells } from './completion-scripts.ts';
import { createProgram } from './program.ts';

let directory: string;

async function printScript(shell: Shell): Promise<string> {
  const terminal = createRecordingTerminal();
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(['completions', shell], { from: 'user' });
  return terminal.output();
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-completions-'));
  for (const shell of shells) writeFileSync(join(directory, shell), await printScript(shell));
});

afterAll(() => rmSync(directory, { recursive: true }));

/** What a real bash offers for the last word of a line. */
function completeInBash(line: string): string[] {
  const words = line.split(' ').map((word) => `'${word}'`);
  const script = `
    source ${join(directory, 'bash')}
    COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}
    _afterpush
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['--norc', '-uc', script], { encoding: 'utf8' });
  return output.split('\n').filter((word) => word !== '');
}

describe('bash completes', () => {
  test.each<[string, string[]]>([
    ['afterpush wa', ['wait', 'watch']],
    ['afterpush chats cr', ['create']],
    ['afterpush wait --for ', ['green', 'settled', 'merged', 'change', 'review']],
    ['afterpush wait --for g', ['green']],
    ['afterpush wait --ti', ['--timeout']],
    ['afterpush wait --json --ti', ['--timeout']],
    ['afterpush chats create --w', ['--workspace']],
    ['afterpush completions ', ['bash', 'zsh', 'fish']],
    ['afterpush chats delete ', []],
    ['afterpush unknown --', ['--version', '--help']],
  ])('%s', (line, expected) => {
    expect(completeInBash(line)).toEqual(expected);
  });

  test('every visible command', () => {
    const program = createProgram({ serve: () => Promise.resolve() });
    const help = program.createHelp();
    const names = help.visibleCommands(program).map((command) => command.name());
    expect(completeInBash('afterpush ')).toEqual(names.filter((name) => name !== 'help'));
  });
});

test.each(shells.filter(isInstalled))('%s accepts the script', (shell) => {
  execFileSync(shell, ['-n', join(directory, shell)]);
});

test.skipIf(!isInstalled('fish'))('fish completes commands, options and values', () => {
  const complete = (line: string) =>
    execFileSync('fish', ['-c', `source ${join(directory, 'fish')}; complete -C '${line}'`], {
      encoding: 'utf8',
      env: { ...process.env, HOME: directory },
    })
      .split('\n')
      .filter((found) => found !== '')
      .map((found) => found.split('\t')[0]);
  expect(complete('afterpush wai')).toEqual(['wait']);
  expect(complete('afterpush wait --for gr')).toEqual(['green']);
  expect(complete('afterpush wait --tim')).toEqual(['--timeout']);
});

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', ':'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
