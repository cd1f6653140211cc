import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findOwnProgram, formatCommand, isOwnHook } from './own-program.ts';

/** The words that a POSIX shell, such as Git Bash on Windows, makes of a command. */
function split(command: string): string[] {
  const script = `for word in ${command}; do printf '%s\\0' "$word"; done`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const hook = ['agent-hook', 'stop', '--agent', 'cursor'];

describe('the command of a hook', () => {
  test.each([
    ['linux', '/usr/bin/node'],
    ['darwin', '/Users/Ada Lovelace/Library/Application Support/node'],
    ['linux', '/home/ada/$HOME `id`/it\'s "node"!'],
    ['win32', 'C:\\Program Files\\nodejs\\node.exe'],
    ['win32', 'C:\\Users\\ada\\AppData\\Roaming\\npm\\node.exe'],
    ['win32', "C:\\Users\\O'Neil (work)\\node.exe"],
  ] as const)('on %s keeps %s one word', (platform, path) => {
    const program = { command: path, args: [`${path}.js`] };
    const command = formatCommand(program, hook, platform);
    expect(split(command)).toEqual([path, `${path}.js`, ...hook]);
    expect(isOwnHook({ command })).toBe(true);
  });

  test('on Windows has double quotes, which its shells understand too', () => {
    const program = { command: 'C:\\Program Files\\node.exe', args: [] };
    expect(formatCommand(program, hook, 'win32')).toBe(
      '"C:\\Program Files\\node.exe" agent-hook stop --agent cursor',
    );
  });
});

describe('the program that agents start', () => {
  test('is this installation', () => {
    const { command, args } = findOwnProgram('/opt/afterpush', 'darwin');
    expect([command, ...args]).toEqual([
      process.execPath,
      join('/opt/afterpush/dist/afterpush.js'),
    ]);
  });

  test.each([
    ['linux', '/home/ada/.npm/_npx/1f/node_modules/afterpush', 'npx', ['--yes', 'afterpush']],
    [
      'win32',
      'C:\\Users\\ada\\AppData\\Local\\npm-cache\\_npx\\1f\\node_modules\\afterpush',
      'cmd',
      ['/c', 'npx', '--yes', 'afterpush'],
    ],
  ] as const)('on %s is npx where npx started it', (platform, root, command, args) => {
    expect(findOwnProgram(root, platform)).toEqual({ command, args });
  });
});
