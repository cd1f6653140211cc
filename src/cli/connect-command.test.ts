import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { connectedAgents } from './connect/agent-configurations.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'afterpush-connect-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function run(args: string[], overrides: Partial<Terminal> = {}) {
  const environment = { HOME: home };
  const terminal = createRecordingTerminal({ directory: home, environment, ...overrides });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(args, { from: 'user' });
  return terminal;
}

function write(path: string, content: string | Buffer): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const read = (path: string) => readFileSync(join(home, path), 'utf8');

/** Every file and link below the home directory, with its content and mode. */
function readAll(directory = home): Record<string, string> {
  const entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mode } = lstatSync(path);
      return [path, `${mode.toString(8)} ${readFileSync(path).toString('base64')}`];
    }),
  );
}

test.each(connectedAgents)(
  '%s is connected once, and disconnected without a trace',
  async (agent) => {
    const first = await run(['connect', agent, '--yes']);
    expect(first.errors()).toBe('');
    expect(first.output()).toContain('+++ ');
    const connected = readAll();
    const second = await run(['connect', agent]);
    expect(second.output()).toContain('connected already; nothing to change');
    expect(readAll()).toEqual(connected);
    const third = await run(['disconnect', agent, '--yes']);
    expect(third.exitCode()).toBe(0);
    expect(readAll()).toEqual({});
    expect(readdirSync(home)).toEqual(['.local']);
    expect((await run(['disconnect', agent])).output()).toContain(
      'not connected; nothing to change',
    );
  },
);

describe('a file that is there', () => {
  const original = Buffer.from('\ufeff{\r\n\t// mine\r\n\t"model": "x", "mcpServers": {},\r\n}');

  test('is the same byte for byte after it was disconnected, with its mode', async () => {
    const file = write('.gemini/settings.json', original);
    chmodSync(file, 0o640);
    const before = readAll();
    await run(['connect', 'gemini', '--yes']);
    expect(readFileSync(file).subarray(0, 3)).toEqual(original.subarray(0, 3));
    expect(read('.gemini/settings.json').replaceAll('\r\n', '')).not.toContain('\n');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    await run(['disconnect', 'gemini', '--yes']);
    expect(readAll()).toEqual(before);
  });

  test('keeps what a person changed while it was connected', async () => {
    const file = write('.gemini/settings.json', original);
    await run(['connect', 'gemini', '--yes']);
    writeFileSync(file, read('.gemini/settings.json').replace('"x"', '"y"'));
    await run(['disconnect', 'gemini', '--yes']);
    expect(readFileSync(file, 'utf8')).toBe(original.toString().replace('"x"', '"y"'));
  });

  test('has a copy that only its owner can read, until it is disconnected', async () => {
    write('.cursor/mcp.json', '{"secret": 1}');
    await run(['connect', 'cursor', '--yes']);
    const directory = join(home, '.local/share/afterpush/connected/cursor');
    const copy = readdirSync(directory).find((name) => name.endsWith('-mcp.json')) ?? '';
    expect(readFileSync(join(directory, copy), 'utf8')).toBe('{"secret": 1}');
    expect(statSync(join(directory, copy)).mode & 0o777).toBe(0o600);
    await run(['disconnect', 'cursor', '--yes']);
    expect(existsSync(directory)).toBe(false);
  });

  test('stays a link, and the file that it leads to is changed', async () => {
    const real = write('dotfiles/config.toml', 'model = "o"\n');
    mkdirSync(join(home, '.codex'));
    symlinkSync('../dotfiles/config.toml', join(home, '.codex/config.toml'));
    await run(['connect', 'codex', '--yes']);
    expect(lstatSync(join(home, '.codex/config.toml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toContain('[mcp_servers.afterpush]');
    await run(['disconnect', 'codex', '--yes']);
    expect(readFileSync(real, 'utf8')).toBe('model = "o"\n');
  });

  test('is updated when the installation moved, and restored to what it was at first', async () => {
    write('.cursor/mcp.json', '{}\n');
    await run(['connect', 'cursor', '--yes']);
    for (const name of ['mcp.json', 'hooks.json']) {
      const path = `.cursor/${name}`;
      write(path, read(path).replaceAll('/dist/afterpush.js', '/old/dist/afterpush.js'));
    }
    const terminal = await run(['connect', 'cursor', '--yes']);
    expect(terminal.output()).toContain('-        "');
    expect(read('.cursor/hooks.json')).not.toContain('/old/');
    await run(['disconnect', 'cursor', '--yes']);
    expect(readdirSync(home)).toEqual(['.cursor', '.local']);
    expect(read('.cursor/mcp.json')).toBe('{}\n');
    expect(existsSync(join(home, '.cursor/hooks.json'))).toBe(false);
  });
});

test('native servers of opencode 2 get the entry, in the file that is there', async () => {
  write('.config/opencode/opencode.jsonc', '{"mcp": {"servers": {"a": {}}}}\n');
  await run(['connect', 'opencode', '--yes']);
  const { mcp } = JSON.parse(read('.config/opencode/opencode.jsonc'));
  expect(Object.keys(mcp.servers)).toEqual(['a', 'afterpush']);
  expect(existsSync(join(home, '.config/opencode/opencode.json'))).toBe(false);
});

test('an agent that keeps its configuration elsewhere is found there', async () => {
  const environment = { HOME: home, CLAUDE_CONFIG_DIR: join(home, 'claude') };
  await run(['connect', 'claude-code', '--yes'], { environment });
  expect(readdirSync(join(home, 'claude')).toSorted()).toEqual(['.claude.json', 'settings.json']);
});

describe('nothing is written', () => {
  test('with --print, which shows the exact change', async () => {
    write('.cursor/mcp.json', '{\n  "a": "\u202e\u001b[2J"\n}\n');
    const terminal = await run(['connect', 'cursor', '--print']);
    expect(terminal.output()).toMatch(/^--- \S+mcp\.json\n\+\+\+ \S+mcp\.json\n@@ /);
    expect(terminal.output()).toContain('\n-  "a": "\\u202e\\u001b[2J"\n');
    expect(terminal.output()).toContain('\n+    "afterpush": {\n');
    expect(existsSync(join(home, '.cursor/hooks.json'))).toBe(false);
  });

  test('without a terminal and without --yes, which is an error of usage', async () => {
    const terminal = await run(['connect', 'cursor']);
    expect(terminal.output()).toContain('+++ ');
    expect(terminal.errors()).toContain('add --yes to apply this change, or --print');
    expect(terminal.exitCode()).toBe(2);
    expect(readAll()).toEqual({});
  });

  test('when the person declines, and all of it when the person agrees', async () => {
    const declined = await run(['connect', 'cursor'], { confirm: () => Promise.resolve(false) });
    expect(declined.output()).toContain('Nothing was changed.\n');
    expect(readAll()).toEqual({});
    await run(['connect', 'cursor'], { confirm: () => Promise.resolve(true) });
    expect(existsSync(join(home, '.cursor/hooks.json'))).toBe(true);
  });

  test('to a file that another program changes while the person reads', async () => {
    write('.cursor/mcp.json', '{}\n');
    const terminal = await run(['connect', 'cursor'], {
      confirm: () => {
        write('.cursor/mcp.json', '{"other": 1}\n');
        return Promise.resolve(true);
      },
    });
    expect(terminal.errors()).toContain('was changed by another program meanwhile');
    expect(read('.cursor/mcp.json')).toBe('{"other": 1}\n');
    expect(existsSync(join(home, '.cursor/hooks.json'))).toBe(false);
  });

  test.each([
    ['.cursor/hooks.json', '{\n  "version": 1,,\n}', 'cursor', /hooks\.json:2:16: .*Correct this/],
    ['.cursor/hooks.json', '{"hooks": {"stop": {}}}', 'cursor', /hooks\.json:1:20: .*an array/],
    ['.codex/config.toml', 'a = \n', 'codex', /config\.toml:1:\d+: .*Correct this/],
    ['.codex/hooks.json', Buffer.from([0x7b, 0xff, 0x7d]), 'codex', /not encoded as UTF-8/],
  ])('when %s is malformed (%#)', async (path, content, agent, message) => {
    write(path, content);
    const before = readAll();
    const terminal = await run(['connect', agent, '--yes']);
    expect(terminal.errors()).toMatch(message);
    expect(terminal.exitCode()).toBe(1);
    expect(readAll()).toEqual(before);
  });

  // The superuser may write everywhere.
  test.skipIf(process.getuid?.() === 0)('to a directory without permission', async () => {
    write('.cursor/mcp.json', '{}\n');
    chmodSync(join(home, '.cursor'), 0o500);
    const terminal = await run(['connect', 'cursor', '--yes']);
    chmodSync(join(home, '.cursor'), 0o700);
    expect(terminal.errors()).toMatch(/cannot write .*: permission denied/);
    expect(read('.cursor/mcp.json')).toBe('{}\n');
  });

  test('where one of two files cannot be written', async () => {
    write('.claude.json', '{}\n');
    write('.claude', 'no directory');
    const terminal = await run(['connect', 'claude-code', '--yes']);
    expect(terminal.errors()).toMatch(
      /\.claude\/settings\.json: a part of the path is no directory/,
    );
    expect(read('.claude.json')).toBe('{}\n');
  });
});
