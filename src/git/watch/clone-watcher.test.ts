import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { type CloneFolder, createCloneFolder } from '../../../test/support/watched-clones.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import type { NoticedPush } from './checkout-sink.ts';
import { CloneWatcher } from './clone-watcher.ts';
import type { FileEvents } from './file-events.ts';

const forgeUrl = 'https://forge.example/acme/app.git';

let folder: CloneFolder;
let running: { stop: AbortController; ended: Promise<void> } | undefined;
let pushes: NoticedPush[];
let problems: string[];
let retired: string[];
let found: string[][];
let failure: Error | undefined;
/** Reports changed paths of a git directory as the system would. */
let emit: (paths: string[]) => void;
let subscribed: string[];

beforeEach(async () => {
  folder = createCloneFolder({ 'init.defaultBranch': 'main' });
  pushes = [];
  problems = [];
  retired = [];
  found = [];
  subscribed = [];
  failure = undefined;
  mkdirSync(folder.path('home'));
  await folder.git('.', 'init', '-q', '--bare', 'forge.git');
  await folder.git('home', 'clone', '-q', '../forge.git', 'app');
  await folder.commit('home/app', 'first');
  await folder.git('home/app', 'push', '-q', 'origin', 'HEAD:main');
  await folder.git('home/app', 'config', 'remote.origin.url', forgeUrl);
  await folder.git('home/app', 'config', `url.${folder.path('forge.git')}.insteadOf`, forgeUrl);
});

afterEach(async () => {
  await stop();
  folder[Symbol.dispose]();
});

const fileEvents: FileEvents = {
  async subscribe(directory, onChange) {
    subscribed.push(directory);
    emit = onChange;
    return { [Symbol.asyncDispose]: async () => undefined };
  },
};

/** Starts a watcher and waits until it has read everything once. */
async function start({
  hasEvents = true,
  clock = systemClock,
}: {
  hasEvents?: boolean;
  clock?: Clock;
} = {}): Promise<void> {
  let reports = 0;
  const controller = new AbortController();
  const watcher = new CloneWatcher({
    directories: [folder.path('home')],
    fileEvents: hasEvents ? fileEvents : undefined,
    memoryFile: folder.path('memory.json'),
    clock,
    sink: {
      async sendPush(push) {
        if (failure) throw failure;
        pushes.push(push);
      },
      async sendCheckout() {
        reports += 1;
      },
      retire: async (id) => void retired.push(id),
    },
    findSshHost: async (host) => (host === 'work' ? 'github.com' : undefined),
    onFound: (repositories) => {
      found.push(repositories.map(({ commonDirectory }) => commonDirectory));
    },
    onProblem: (message) => problems.push(message),
  });
  running = { stop: controller, ended: watcher.run(controller.signal) };
  await eventually('the first reading', () => reports > 0);
}

async function stop(): Promise<void> {
  running?.stop.abort();
  await running?.ended;
  running = undefined;
}

const gitPath = (...steps: string[]) => folder.path(join('home/app/.git', ...steps));
const summarize = () =>
  pushes.map(({ targets, commit }) => [targets.map(({ branch }) => branch).join(), commit]);
const push = (...args: string[]) => folder.git('home/app', 'push', '-q', ...args);
const wait = (count: number) => eventually(`${count} pushes`, () => pushes.length === count);

describe('a watcher', () => {
  test('reports what is checked out at first sight, and then each push once', async () => {
    await start();
    const head = await folder.git('home/app', 'rev-parse', 'HEAD');
    await wait(1);
    expect(summarize()).toEqual([['main', head]]);
    expect(subscribed).toEqual([gitPath()]);
    const commit = await folder.commit('home/app');
    await push('origin', 'HEAD:other');
    emit([gitPath('logs/refs/remotes/origin/other')]);
    emit([gitPath('logs/refs/remotes/origin/other')]);
    await wait(2);
    expect(pushes[1]).toMatchObject({ localBranch: 'main', commit, worktree: { isLinked: false } });
    await stop();
    await start();
    await push('origin', 'HEAD:third');
    emit([gitPath('logs')]);
    await wait(3);
    expect(summarize()[2]).toEqual(['third', commit]);
  });

  test.each([
    ['of directories', ['logs']],
    ['of the whole git directory', ['']],
    ['among locks and objects', ['index.lock', 'objects/12/34', 'logs/refs/remotes/origin/x']],
  ])('understands events %s', async (_name, paths) => {
    await start();
    await wait(1);
    await folder.commit('home/app');
    await push('origin', 'HEAD:x');
    emit(paths.map((path) => (path === '' ? gitPath() : gitPath(path))));
    await wait(2);
    expect(summarize()[1]?.[0]).toBe('x');
  });

  test('repeats a report that the server did not store', async () => {
    await start();
    await wait(1);
    failure = new Error('the server does not respond');
    await folder.commit('home/app');
    await push('origin', 'HEAD:x');
    emit([gitPath('logs/refs/remotes/origin/x')]);
    await eventually('the failure', () => problems.includes('the server does not respond'));
    failure = undefined;
    await wait(2);
  });

  test('finds a remote that was renamed, moved and given another namespace', async () => {
    await start();
    await wait(1);
    await folder.git('home/app', 'remote', 'rename', 'origin', 'upstream');
    emit([gitPath()]);
    await folder.git('home/app', 'config', 'remote.upstream.url', 'work:acme/moved.git');
    await folder.git(
      'home/app',
      'config',
      `url.${folder.path('forge.git')}.pushInsteadOf`,
      'work:acme/moved.git',
    );
    await folder.commit('home/app');
    await push('upstream', 'HEAD:x');
    emit([gitPath('logs')]);
    await wait(2);
    expect(pushes[1]?.targets).toEqual([
      {
        branch: 'x',
        origins: ['work:acme/moved.git', 'ssh://git@github.com/acme/moved'],
      },
    ]);
  });

  test('finds a push among 5,000 refs with hostile names', async () => {
    const head = await folder.git('home/app', 'rev-parse', 'HEAD');
    const line = `${'0'.repeat(40)} ${head} A <a@b> 1 +0000\tfetch origin: storing head\n`;
    mkdirSync(gitPath('logs/refs/remotes/origin/many'), { recursive: true });
    for (let index = 0; index < 5_000; index += 1) {
      writeFileSync(gitPath(`logs/refs/remotes/origin/many/${index}`), line);
    }
    await start();
    await wait(1);
    const names = ['-x', "a'b", '$(touch)', 'ü/ß', 'a;b&c|d', '%2e%2e', '{a}'];
    await push('origin', ...names.map((name) => `HEAD:refs/heads/${name}`));
    emit([gitPath('logs/refs')]);
    await wait(1 + names.length);
    const reported = summarize().slice(1);
    expect(new Set(reported.map(([branch]) => branch))).toEqual(new Set(names));
    expect(problems).toEqual([]);
  });

  test('names a configuration that git cannot read, and reports the push once it can', async () => {
    await start();
    await wait(1);
    await folder.commit('home/app');
    await push('origin', 'HEAD:x');
    const config = await folder.git('home/app', 'config', '--list', '--local', '-z');
    writeFileSync(gitPath('config'), '[core\n');
    emit([gitPath('logs')]);
    await eventually('the message', () =>
      problems.some((text) => text.includes(gitPath('config'))),
    );
    writeFileSync(gitPath('config'), '[core]\n\trepositoryformatversion = 0\n');
    for (const entry of config.split('\0').filter(Boolean)) {
      const [key = '', value = ''] = entry.split('\n');
      if (!key.startsWith('core.')) await folder.git('home/app', 'config', '--add', key, value);
    }
    await wait(2);
  });

  test('names a clone with a damaged index, and reports its pushes all the same', async () => {
    await start();
    await wait(1);
    await folder.commit('home/app');
    writeFileSync(gitPath('index'), 'damaged, and long enough to be read');
    emit([gitPath('index')]);
    await eventually('the message', () =>
      problems.some((text) => text.includes(`${folder.path('home/app')} is unknown`)),
    );
    await push('origin', 'HEAD:x');
    emit([gitPath('logs')]);
    await wait(2);
  });

  test('retires a worktree that was removed with its clone while nothing watched', async () => {
    await folder.git('home/app', 'worktree', 'add', '-q', '-b', 'b', '../tree');
    await start();
    await wait(1);
    await stop();
    rmSync(folder.path('home/tree'), { recursive: true });
    await start();
    await eventually('the end of the worktree', () => retired.length > 0);
    expect(retired[0]).toMatch(/^clone:/);
  });

  test('names each repository once, also one that is created later', async () => {
    const clock = new FakeClock();
    await start({ clock });
    expect(found).toEqual([[gitPath()]]);
    await folder.git('home', 'init', '-q', 'later');
    await eventually('the later repository', async () => {
      await clock.advance(60_000);
      return found.length > 1;
    });
    expect(found[1]).toEqual([folder.path('home/later/.git')]);
    await clock.advance(60_000);
    expect(found).toHaveLength(2);
  });

  test.each([
    ['next to the others', 'home'],
    ['in a new folder', 'home/new/group'],
  ])('notices a clone that is created %s', async (_name, place) => {
    await start();
    mkdirSync(folder.path(place), { recursive: true });
    await folder.git(place, 'clone', '-q', folder.path('forge.git'), 'later');
    await eventually('the clone', () => found.length > 1);
    expect(found[1]).toEqual([folder.path(`${place}/later/.git`)]);
    expect(problems).toEqual([]);
  });

  test('finds pushes without events of the system', async () => {
    await folder.commit('home/app');
    await push('origin', 'HEAD:main');
    await start({ hasEvents: false });
    await wait(1);
    expect(subscribed).toEqual([]);
  });
});
