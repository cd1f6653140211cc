import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toWorktreeId } from '../../src/git/watch/repository.ts';
import { type AfterpushProcess, program, startAfterpush } from '../support/afterpush-process.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from '../support/forge-world.ts';

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
});

afterAll(async () => {
  await afterpush?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  clones += 1;
  home = realpathSync(mkdtempSync(join(tmpdir(), 'afterpush-hooks-')));
  environment = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Agent',
    GIT_AUTHOR_EMAIL: 'agent@example.test',
    GIT_COMMITTER_NAME: 'Agent',
    GIT_COMMITTER_EMAIL: 'agent@example.test',
    AFTERPUSH_DATA_DIR: afterpush.dataDirectory,
  };
  clone = join(home, 'clone');
  await git(home, 'init', '-q', '-b', `agent/work-${clones}`, clone);
  await git(clone, 'remote', 'add', 'origin', world.cloneUrl);
  await git(clone, 'commit', '-q', '--allow-empty', '-m', 'first');
  return () => rmSync(home, { recursive: true, force: true });
});

async function git(directory: string, ...args: string[]): Promise<string> {
  return (await execute('git', args, { cwd: directory, env: environment })).stdout.trim();
}

const hook = (...args: string[]) =>
  execute(process.execPath, [program, 'hook', ...args], { cwd: clone, env: environment });

/** Pushes go to a bare repository, without a credential; the configured address is that of the forge. */
async function pushLocally(): Promise<void> {
  const bare = join(home, 'bare.git');
  await git(home, 'init', '-q', '--bare', bare);
  await git(clone, 'config', `url.${bare}.insteadOf`, world.cloneUrl);
}

const chatId = (directory = clone) => toWorktreeId(directory).replace(':', '-');

async function listReported(directory = clone): Promise<Record<string, string | null>> {
  const { diff_statuses: statuses } = await afterpush.client.getChat(chatId(directory), {
    wait: 0,
  });
  return Object.fromEntries(statuses.map((status) => [status.git_branch, status.reported_sha]));
}

const untilReported = (branch: string, commit: string, directory = clone) =>
  eventually(
    `the report of ${branch}`,
    async () => (await listReported(directory))[branch] === commit,
  );

const toCommit = (directory = clone) => git(directory, 'rev-parse', 'HEAD');

describe('an installed hook reports', () => {
  beforeEach(async () => {
    await pushLocally();
    await hook('install');
  });

  test('pushes with their remote branch and commit, but no fetch, tag or deletion', async () => {
    await git(clone, 'push', '-q', 'origin', 'HEAD');
    await untilReported(`agent/work-${clones}`, await toCommit());
    await git(clone, 'push', '-q', 'origin', 'HEAD:agent/other');
    await untilReported('agent/other', await toCommit());
    await git(clone, 'tag', 'v1');
    await git(clone, 'push', '-q', 'origin', 'v1', ':agent/other');
    const second = join(home, 'second');
    await git(home, 'clone', '-q', join(home, 'bare.git'), second);
    await git(second, 'checkout', '-q', '-b', 'theirs', `origin/agent/work-${clones}`);
    await git(second, 'commit', '-q', '--allow-empty', '-m', 'theirs');
    await git(second, 'push', '-q', 'origin', 'theirs');
    await git(clone, 'fetch', '-q', 'origin');
    await git(clone, 'pull', '-q', 'origin', 'theirs', '--ff-only');
    await git(clone, 'commit', '-q', '--amend', '--allow-empty', '-m', 'amended');
    await git(clone, 'push', '-q', '--force', 'origin', 'HEAD');
    await untilReported(`agent/work-${clones}`, await toCommit());
    expect(Object.keys(await listReported()).toSorted()).toEqual([
      'agent/other',
      `agent/work-${clones}`,
    ]);
  });

  test('pushes that leave no trace in the clone: to an address, and in a clone of a single branch', async () => {
    await git(clone, 'push', '-q', '--dry-run', world.cloneUrl, 'HEAD:agent/dry');
    await git(clone, 'push', '-q', world.cloneUrl, 'HEAD:agent/address');
    await untilReported('agent/address', await toCommit());
    await git(clone, 'config', 'remote.origin.fetch', '+refs/heads/main:refs/remotes/origin/main');
    await git(clone, 'push', '-q', 'origin', 'HEAD:agent/single', ':agent/address');
    await untilReported('agent/single', await toCommit());
    expect(Object.keys(await listReported()).toSorted()).toEqual(['agent/address', 'agent/single']);
  });

  test('a push from a worktree in the chat of that worktree', async () => {
    const other = join(home, 'other');
    await git(clone, 'worktree', 'add', '-q', '-b', 'agent/tree', other);
    await git(other, 'commit', '-q', '--allow-empty', '-m', 'there');
    await git(other, 'push', '-q', 'origin', 'agent/tree');
    await untilReported('agent/tree', await toCommit(other), other);
    await expect(afterpush.client.getChat(chatId())).rejects.toThrow('no chat');
  });

  test('with a chat token alone, to the chat of the token', async () => {
    const chat = await afterpush.client.createChat({ title: 'In a container' });
    const { token } = await afterpush.client.createChatToken(chat.id);
    environment = {
      ...environment,
      AFTERPUSH_DATA_DIR: join(home, 'nothing'),
      AFTERPUSH_URL: afterpush.url,
      AFTERPUSH_TOKEN: token,
    };
    await git(clone, 'push', '-q', 'origin', 'HEAD');
    const { reported_sha: reported } = await eventually('the report', async () => {
      return (await afterpush.client.getChat(chat.id, { wait: 0 })).diff_status ?? undefined;
    });
    expect(reported).toBe(await toCommit());
  });

  test('the branch that is checked out as the title, while the chat has the name of the one before', async () => {
    await git(clone, 'push', '-q', 'origin', 'HEAD');
    await untilReported(`agent/work-${clones}`, await toCommit());
    await git(clone, 'checkout', '-q', '-b', 'agent/next');
    const getTitle = async () => (await afterpush.client.getChat(chatId(), { wait: 0 })).title;
    await eventually('the new title', async () => (await getTitle()) === 'agent/next');
  });

  test('nothing, without delaying or failing git, when there is no server', async () => {
    environment = { ...environment, AFTERPUSH_DATA_DIR: join(home, 'nothing') };
    await git(clone, 'push', '-q', 'origin', 'HEAD');
    expect(await git(clone, 'ls-remote', 'origin')).toContain(await toCommit());
  });
});

test('a push over SSH is reported', async () => {
  const bare = join(home, 'bare.git');
  await git(home, 'init', '-q', '--bare', bare);
  // Runs the command of the transport here, as a server would.
  const ssh = join(home, 'ssh');
  const script = `#!/bin/sh\nfor command; do :; done\nexec sh -c "\${command%% *} '${bare}'"\n`;
  writeFileSync(ssh, script);
  chmodSync(ssh, 0o755);
  environment = { ...environment, GIT_SSH_COMMAND: ssh, GIT_SSH_VARIANT: 'simple' };
  await git(clone, 'remote', 'set-url', 'origin', 'git@forge.test:acme/app.git');
  await hook('install');
  await git(clone, 'push', '-q', 'origin', 'HEAD');
  await untilReported(`agent/work-${clones}`, await toCommit());
});

test('a push over HTTP and one from a worktree of a bare clone are reported', async () => {
  const bare = join(home, 'clone.git');
  await git(home, 'clone', '-q', '--bare', clone, bare);
  await git(bare, 'remote', 'set-url', 'origin', world.cloneUrl);
  await git(bare, 'config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  await git(
    bare,
    'config',
    'credential.helper',
    `!echo username=ada; echo password=${ownerToken}; :`,
  );
  const tree = join(home, 'tree');
  await git(bare, 'worktree', 'add', '-q', '-b', `agent/bare-${clones}`, tree);
  clone = tree;
  await hook('install');
  await git(tree, 'commit', '-q', '--allow-empty', '-m', 'there');
  await git(tree, 'push', '-q', 'origin', 'HEAD');
  await untilReported(`agent/bare-${clones}`, await toCommit(tree), tree);
});

describe('hooks that were there before', () => {
  /** What the hooks of the clone write: name, arguments and standard input. */
  const log = () => join(home, 'log');
  const readLog = () => (existsSync(log()) ? readFileSync(log(), 'utf8') : '');

  function writeHook(directory: string, name: string, exit = 0): void {
    mkdirSync(directory, { recursive: true });
    const script = `#!/bin/sh\n{ echo "${name} $*"; cat; } >>'${log()}'\nexit ${exit}\n`;
    writeFileSync(join(directory, name), script);
    chmodSync(join(directory, name), 0o755);
  }

  test('still run, with their arguments and standard input', async () => {
    writeHook(join(clone, '.git', 'hooks'), 'reference-transaction');
    await git(clone, 'branch', 'expected');
    const expected = readLog();
    expect(expected).toContain('reference-transaction committed');
    rmSync(log());
    await git(clone, 'branch', '-D', 'expected');
    rmSync(log());
    await hook('install');
    await git(clone, 'branch', 'expected');
    expect(readLog()).toBe(expected);
  });

  test('still refuse what they refuse', async () => {
    await pushLocally();
    const hooks = join(clone, '.git', 'hooks');
    writeHook(hooks, 'pre-push', 1);
    await hook('install');
    await expect(git(clone, 'push', '-q', 'origin', 'HEAD')).rejects.toThrow();
    expect(readLog()).toMatch(/^pre-push origin \S+\nHEAD \w+ refs\/heads\/\S+ 0+\n$/);
    await hook('uninstall');
    writeHook(hooks, 'reference-transaction', 1);
    await hook('install');
    await expect(git(clone, 'branch', 'refused')).rejects.toThrow();
  });

  test('are run where core.hooksPath leads, and not where they are not executable', async () => {
    const directory = join(clone, '.husky', '_');
    writeHook(directory, 'post-checkout');
    writeHook(directory, 'reference-transaction');
    chmodSync(join(directory, 'reference-transaction'), 0o644);
    await git(clone, 'config', 'core.hooksPath', '.husky/_');
    await hook('install');
    await git(clone, 'checkout', '-q', '-b', 'another');
    expect(readLog()).toMatch(/^post-checkout \w+ \w+ 1\n$/);
  });

  test('and everything else are as before once ours are uninstalled', async () => {
    const hooks = join(clone, '.git', 'hooks');
    writeHook(hooks, 'reference-transaction');
    chmodSync(join(hooks, 'reference-transaction'), 0o754);
    const before = readTree(join(clone, '.git'));
    await hook('install');
    await hook('install');
    expect(readTree(join(clone, '.git'))).not.toEqual(before);
    await hook('uninstall');
    expect(readTree(join(clone, '.git'))).toEqual(before);
    await expect(hook('uninstall')).rejects.toThrow('no hooks of Afterpush');
  });

  test('of every clone run when ours are installed for all of them', async () => {
    const config = '# mine\n[user]\n\tname = Ada';
    writeFileSync(join(home, '.gitconfig'), config);
    writeHook(join(clone, '.git', 'hooks'), 'pre-commit');
    const before = readTree(afterpush.dataDirectory, /hooks/);
    await pushLocally();
    const bareSetting = await git(clone, 'config', '--list', '--local');
    await hook('install', '--global');
    await git(clone, 'commit', '-q', '--allow-empty', '-m', 'checked');
    expect(readLog()).toBe('pre-commit \n');
    await git(clone, 'push', '-q', 'origin', 'HEAD');
    await untilReported(`agent/work-${clones}`, await toCommit());
    await hook('uninstall', '--global');
    expect(readFileSync(join(home, '.gitconfig'), 'utf8')).toBe(config);
    expect(readTree(afterpush.dataDirectory, /hooks/)).toEqual(before);
    expect(await git(clone, 'config', '--list', '--local')).toBe(bareSetting);
  });
});

/** Every file with its mode and content. */
function readTree(directory: string, only = /./): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!only.test(path.slice(directory.length))) continue;
    const { mode } = lstatSync(path);
    files[path] = `${mode} ${entry.isFile() ? readFileSync(path, 'latin1') : ''}`;
  }
  return files;
}
