import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runChild } from './child-process.ts';

const words = ['two words', 'a"b', '%PATH%', '$(touch x)', 'c:\\x\\', '^&|<>', '', '--', 'ü'];
const script =
  'require("fs").writeFileSync(process.env.FILE, JSON.stringify(process.argv.slice(1)))';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-child-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe.each(['linux', 'win32'] as const)('a command started as on %s', (platform) => {
  test('gets its arguments as they are', async () => {
    const file = join(directory, 'arguments.json');
    const command = [process.execPath, '-e', script, '--', ...words];
    const environment = { ...process.env, FILE: file };
    expect(await runChild(command, environment, platform)).toEqual({ exitCode: 0 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(words);
  });

  test('passes its exit code on, and is named when it does not exist', async () => {
    const exit = [process.execPath, '-e', 'process.exit(3)'];
    expect(await runChild(exit, process.env, platform)).toEqual({ exitCode: 3 });
    expect(await runChild(['no-such-program'], process.env, platform)).toEqual({
      exitCode: 127,
      error: 'no-such-program: command not found',
    });
  });
});
