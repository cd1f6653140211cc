import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { packageRoot } from '../platform/package-root.ts';
import { createProgram } from './program.ts';

class Exit extends Error {
  readonly code: unknown;

  constructor(code: unknown) {
    super('exit');
    this.code = code;
  }
}

// Commander ends with this code after the help, and other test files of this worker set it.
beforeEach(() => {
  process.exitCode = undefined;
});

/** Records the exit code that commander ends the process with. */
async function run(...args: string[]) {
  using exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Exit(code);
  });
  const terminal = createRecordingTerminal();
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  }
  const code = exit.mock.calls[0]?.[0] ?? terminal.exitCode();
  return { code, output: terminal.output(), errors: terminal.errors() };
}

describe('help is an answer on standard output', () => {
  test.each([
    [[], 'Usage: afterpush [options] [command]'],
    [['help'], 'Usage: afterpush [options] [command]'],
    [['chats'], 'Usage: afterpush chats [options] [command]'],
    [['help', 'chats'], 'Usage: afterpush chats [options] [command]'],
    [['help', 'chats', 'create'], 'Usage: afterpush chats create [options]'],
    [['chats', 'help', 'create'], 'Usage: afterpush chats create [options]'],
    [['hook', '--help'], 'Usage: afterpush hook [options] [command]'],
  ])('afterpush %j', async (args, usage) => {
    const { code, output, errors } = await run(...args);
    expect(output.split('\n')[0]).toBe(usage);
    expect([code, errors]).toEqual([0, '']);
  });
});

describe('a name that no command has', () => {
  test.each([
    [
      ['help', 'statsu'],
      'there is no command `afterpush statsu`: did you mean `afterpush status`?',
    ],
    [
      ['help', 'chats', 'creat'],
      'there is no command `afterpush chats creat`: did you mean `afterpush chats create`?',
    ],
    [['help', 'nope'], 'there is no command `afterpush nope`'],
    [['chats', 'lst'], "unknown command 'lst'\n(Did you mean list?)"],
    [['status', '--jsn'], "unknown option '--jsn'\n(Did you mean --json?)"],
    [['run'], 'no command given: afterpush run -- <command>'],
    [['wait', '--for', 'never'], "option '--for <state>' argument 'never' is invalid."],
  ])('%j is wrong usage', async (args, message) => {
    const { code, output, errors } = await run(...args);
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain(`afterpush: ${message}`);
  });
});

function listCommands(command: Command, path: string): [path: string, command: Command][] {
  const nested = command.commands.filter((each) => path === '' || each.name() !== 'help');
  const others = nested.flatMap((each) => listCommands(each, `${path} ${each.name()}`.trim()));
  return [[path, command], ...others];
}

const everyPath = listCommands(createProgram({ serve: () => Promise.resolve() }), '').map(
  ([path]) => path,
);

test.each(everyPath)('"afterpush %s --help" has examples on standard output', async (path) => {
  const { code, output, errors } = await run(...path.split(' ').filter(Boolean), '--help');
  expect([code, errors]).toEqual([0, '']);
  expect(output).toMatch(/^Usage: afterpush/);
  expect(output).toMatch(/\nExamples:\n {2}\S/);
});

test.each(['forges', 'folders', 'chats', 'hook', 'webhooks'])(
  'an unknown command of "afterpush %s" is wrong usage, and its name is in the message',
  async (group) => {
    const { code, output, errors } = await run(group, 'quota');
    expect([code, output]).toEqual([2, '']);
    expect(errors).toMatch(/(?:no|unknown) command .*quota/);
  },
);

test('a mistyped command of a group that has a default one is corrected', async () => {
  const { code, errors } = await run('forges', 'lnk');
  expect([code, errors]).toEqual([
    2,
    'afterpush: there is no command `afterpush forges lnk`: did you mean `afterpush forges link`?\n',
  ]);
});

test('the help of each command has the example of the page about the command line', () => {
  const page = readFileSync(join(packageRoot, 'docs/command-line.md'), 'utf8');
  const documented = new Map(
    [...page.matchAll(/^\| `([a-z -]+)` \|.*\| `([^`]+)` \|$/gm)].map(
      ([, path = '', example = '']) => [path, example],
    ),
  );
  const terminal = createRecordingTerminal();
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  for (const [path, command] of listCommands(program, '')) {
    if (path === '' || path === 'help' || command.commands.length > 0) continue;
    let help = '';
    command.configureOutput({ writeOut: (text) => void (help += text) }).outputHelp();
    expect(help, path).toContain(`  ${documented.get(path)}\n`);
  }
});

test('the help says what the exit codes mean', async () => {
  expect((await run('help')).output).toContain(
    'Exit codes: 0 for success, 1 for a failure, 2 for wrong usage, 4 without access',
  );
});
