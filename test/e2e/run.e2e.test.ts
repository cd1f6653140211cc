import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toWorktreeId } from '../../src/git/watch/repository.ts';
import { type AfterpushProcess, program, startAfterpush } from '../support/afterpush-process.ts';
import { startRecordingServer } from '../support/cli/recording-server.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, startForgeWorld } from '../support/forge-world.ts';

const execute = promisify(execFile);

let world: ForgeWorld;
let afterpush: AfterpushProcess;
let home: string;
let clone: string;
let environment: Record<string, string>;
let clones = 0;

beforeAll(async () => {
  world = await startForgeWorld();
  afterpush = await startAfterpush({ environment: world.environment });
  home = realpathSync(mkdtempSync(join(tmpdir(), 'afterpush-run-test-')));
});

afterAll(async () => {
  await afterpush?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

beforeEach(async () => {
  const bin = join(home, 'bin');
  mkdirSync(bin, { recursive: true });
  environment = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Agent',
    GIT_AUTHOR_EMAIL: 'agent@example.test',
    GIT_COMMITTER_NAME: 'Agent',
    GIT_COMMITTER_EMAIL: 'agent@example.test',
    AFTERPUSH_DATA_DIR: afterpush.dataDirectory,
  };
  clones += 1;
  clone = join(home, `clone-${clones}`);
  await git(home, 'init', '-q', '-b', 'agent/work', clone);
  await git(clone, 'remote', 'add', 'origin', world.cloneUrl);
  await git(clone, 'commit', '-q', '--allow-empty', '-m', 'first');
});

async function git(directory: string, ...args: string[]): Promise<string> {
  return (await execute('git', args, { cwd: directory, env: environment })).stdout.trim();
}

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(args: readonly string[], more: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, 'run', ...args], {
    cwd: clone,
    env: { ...environment, ...more },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += String(chunk);
  });
  const ended = once(child, 'close').then(([code]): Result => ({ code, ...output }));
  return { child, ended, output };
}

const run = (args: readonly string[], more?: Record<string, string>) => start(args, more).ended;
const shell = (script: string, more?: Record<string, string>) =>
  run(['--', 'sh', '-c', script], more);

const chatId = () => toWorktreeId(clone).replace(':', '-');
const getChat = () => afterpush.client.getChat(chatId(), { wait: 0 });

/** A command starts without its token where the server takes longer than a start may wait. */
const untilToken = 'until [ -s "$AFTERPUSH_TOKEN_FILE" ]; do sleep 0.1; done';

describe('the command', () => {
  test('S10: gets its chat, a chat token and git configuration, and no other token', async () => {
    const { stdout } = await shell(`env; ${untilToken}; cat "$AFTERPUSH_TOKEN_FILE"`, {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'user.name',
      GIT_CONFIG_VALUE_0: 'Ada',
      AFTERPUSH_URL: afterpush.url,
      AFTERPUSH_TOKEN: 'test-admin-token',
    });
    expect(stdout).toContain(`AFTERPUSH_CHAT_ID=${chatId()}\n`);
    expect(stdout).toContain(`AFTERPUSH_URL=${afterpush.url}\n`);
    expect(stdout).toMatch(/^afterpush-chat\./m);
    expect(stdout).not.toContain('test-admin-token');
    expect(stdout).toContain('GIT_CONFIG_COUNT=2\n');
    expect(stdout).toContain('GIT_CONFIG_KEY_0=user.name\n');
    expect(stdout).toContain('GIT_CONFIG_KEY_1=core.logAllRefUpdates\n');
    expect(await git(clone, 'config', '--list', '--local')).not.toContain('afterpush');
    expect(await getChat()).toMatchObject({
      title: 'agent/work',
      workspace_id: toWorktreeId(clone),
    });
  });

  test('has one chat in each worktree, and --title names it', async () => {
    await run(['--', 'true']);
    await run(['--title', 'Fix the login', '--', 'true']);
    expect((await getChat()).title).toBe('Fix the login');
    const other = join(home, `other-${clones}`);
    await git(clone, 'worktree', 'add', '-q', '-b', 'agent/other', other);
    const { stdout } = await run([
      '--',
      'sh',
      '-c',
      `cd ${other} && ${process.execPath} ${program} run env`,
    ]);
    expect(stdout).toContain(`AFTERPUSH_CHAT_ID=${chatId()}\n`);
    clone = other;
    expect((await shell('echo $AFTERPUSH_CHAT_ID')).stdout.trim()).toBe(chatId());
  });

  test('cannot use its token once it has ended', async () => {
    const { stdout } = await shell(`${untilToken}; cat "$AFTERPUSH_TOKEN_FILE"`);
    const response = await fetch(`${afterpush.url}/api/v1/chats/${chatId()}`, {
      headers: { authorization: `Bearer ${stdout.trim()}` },
    });
    expect(response.status).toBe(401);
    expect((await afterpush.client.listChatTokens(chatId())).tokens).toEqual([]);
  });

  test('leaves a token that has to be renewed, and a directory that the next one removes, when it is killed', async () => {
    const more = { TMPDIR: join(home, `temporary-${clones}`) };
    mkdirSync(more.TMPDIR);
    const script = `${untilToken}; echo $$; exec sleep 60`;
    const { child, output, ended } = start(['--', 'sh', '-c', script], more);
    const processId = await eventually('the command', () => Number(output.stdout) || undefined);
    child.kill('SIGKILL');
    process.kill(processId);
    await ended;
    const { tokens } = await afterpush.client.listChatTokens(chatId());
    expect(tokens).toEqual([expect.objectContaining({ id: expect.stringMatching(/^renewed-/) })]);
    const [left = ''] = readdirSync(more.TMPDIR);
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(join(more.TMPDIR, left), longAgo, longAgo);
    await run(['--', 'true'], more);
    expect(left).toContain(`afterpush-run-${child.pid}-`);
    expect(readdirSync(more.TMPDIR)).toEqual([]);
  });

  test.each([
    ['exit 7', 7],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
  ])('passes on how it ended: %s', async (script, code) => {
    expect((await shell(script)).code).toBe(code);
  });

  test('that does not exist, or cannot be executed, fails as in a shell', async () => {
    expect(await run(['--', 'no-such-command'])).toMatchObject({
      code: 127,
      stderr: 'afterpush: no-such-command: command not found\n',
    });
    writeFileSync(join(clone, 'data.txt'), '');
    expect((await run(['--', './data.txt'])).code).toBe(126);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1'] as const)('receives %s', async (signal) => {
    const name = signal.slice(3);
    const script = `trap 'echo got; exit 5' ${name}; echo ready; while :; do sleep 0.05; done`;
    const { child, ended, output } = start(['--', 'sh', '-c', script]);
    await eventually('the command', () => output.stdout.includes('ready'));
    child.kill(signal);
    const { code, stdout } = await ended;
    expect(stdout).toContain('got');
    expect(code).toBe(5);
  });

  test('reads standard input and gets its arguments unchanged', async () => {
    const { child, ended } = start([
      '--',
      'sh',
      '-c',
      'cat; printf "[%s]" "$@"',
      'sh',
      'a b',
      '',
      '--',
      '*',
    ]);
    child.stdin.end('typed');
    expect((await ended).stdout).toBe('typed[a b][][--][*]');
  });

  test('runs when there is no server, after one line that says so', async () => {
    const { code, stdout, stderr } = await shell('echo works; exit 3', {
      AFTERPUSH_DATA_DIR: join(home, 'nothing'),
    });
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'works\n' });
    expect(stderr).toMatch(/^afterpush: no Afterpush server found.*\n$/);
  });

  test('runs in a directory that was deleted, and without a temporary directory', async () => {
    const gone = join(home, 'gone');
    mkdirSync(gone);
    const script = `cd ${gone} && rmdir ${gone} && exec ${process.execPath} ${program} run -- echo works`;
    const child = await execute('sh', ['-c', script], { env: environment });
    expect(child.stdout).toBe('works\n');
    const { code, stdout, stderr } = await shell('echo "works$AFTERPUSH_TOKEN"; exit 4', {
      TMPDIR: join(home, 'missing'),
      AFTERPUSH_TOKEN: 'test-admin-token',
    });
    expect({ code, stdout }).toEqual({ code: 4, stdout: 'works\n' });
    expect(stderr).toContain('no temporary directory');
  });

  test('runs when the server never responds', async () => {
    await using silent = await startRecordingServer(() => undefined);
    const more = { AFTERPUSH_URL: silent.url, AFTERPUSH_TOKEN: 'any' };
    const { code, stdout } = await shell('echo "works $AFTERPUSH_TOKEN"', more);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'works \n' });
  });
});

describe('a push of the command', () => {
  test('gets its credential with the chat token and is reported with its commit', async () => {
    const { code, stderr } = await shell('git push -q origin agent/work');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [status] = (await getChat()).diff_statuses;
    expect(status).toMatchObject({
      git_branch: 'agent/work',
      reported_sha: await git(clone, 'rev-parse', 'HEAD'),
    });
  });

  test('that needs no credential is reported, with the name at the remote', async () => {
    const bare = join(home, `bare-${clones}.git`);
    await git(home, 'init', '-q', '--bare', bare);
    await git(clone, 'config', `url.${bare}.insteadOf`, world.cloneUrl);
    await shell('git push -q origin HEAD:agent/elsewhere && git fetch -q origin');
    const { diff_statuses: statuses } = await getChat();
    expect(statuses).toMatchObject([
      { git_branch: 'agent/elsewhere', reported_sha: await git(clone, 'rev-parse', 'HEAD') },
    ]);
  });

  test('of another worktree is not reported as its own', async () => {
    const bare = join(home, `bare-${clones}.git`);
    await git(home, 'init', '-q', '--bare', bare);
    await git(clone, 'config', `url.${bare}.insteadOf`, world.cloneUrl);
    const other = join(home, `other-${clones}`);
    await git(clone, 'worktree', 'add', '-q', '-b', 'agent/other', other);
    await git(other, 'commit', '-q', '--allow-empty', '-m', 'theirs');
    await shell(`git push -q origin agent/work && cd ${other} && git push -q origin agent/other`);
    expect((await getChat()).diff_statuses.map((status) => status.git_branch)).toEqual([
      'agent/work',
    ]);
  });
});

describe('gh', () => {
  beforeEach(() => {
    const file = join(home, 'bin', 'gh');
    writeFileSync(file, '#!/bin/sh\nprintf "<%s>" "$@"\ncat\nexit 9\n');
    chmodSync(file, 0o755);
  });

  test('runs unchanged, and what it may have changed is signalled', async () => {
    await shell('git push -q origin agent/work');
    const before = (await getChat()).diff_status?.reported_at;
    const { child, ended } = start(['--', 'gh', 'pr', 'merge', '--body', 'two\nlines', '']);
    child.stdin.end('typed');
    expect(await ended).toMatchObject({
      code: 9,
      stdout: '<pr><merge><--body><two\nlines><>typed',
    });
    const { diff_statuses: statuses } = await getChat();
    expect(statuses).toHaveLength(1);
    expect(statuses[0]?.reported_at).not.toBe(before);
    expect(statuses[0]?.reported_sha).toBe(await git(clone, 'rev-parse', 'HEAD'));
  });

  test('signals nothing when it only reads', async () => {
    await shell('git push -q origin agent/work');
    const before = (await getChat()).diff_status?.reported_at;
    const { child, ended } = start(['--', 'gh', 'pr', 'view', '1']);
    child.stdin.end();
    await ended;
    expect((await getChat()).diff_status?.reported_at).toBe(before);
  });

  test('dies of a signal like the real program', async () => {
    writeFileSync(join(home, 'bin', 'gh'), '#!/bin/sh\nkill -TERM $$\n');
    expect((await run(['--', 'sh', '-c', 'gh pr create; echo "$?"'])).stdout).toBe('143\n');
  });
});
