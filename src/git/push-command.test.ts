import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCommit } from './clone.ts';
import { findRunningPush } from './push-command.ts';

const url = 'https://forge.example/acme/shop.git';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-push-'));
  git('init', '--quiet', '--initial-branch=main');
  git('commit', '--quiet', '--allow-empty', '--message=first');
  for (const branch of ['side', 'both', 'fix/a$b&c', 'übung', 'head', '-dash']) {
    git('update-ref', `refs/heads/${branch}`, 'HEAD');
  }
  for (const tag of ['v1', 'both']) git('tag', tag);
  git('remote', 'add', 'origin', url);
});

afterAll(() => rmSync(directory, { recursive: true }));

function environment(): Record<string, string | undefined> {
  return { PATH: process.env.PATH, HOME: directory, GIT_CONFIG_NOSYSTEM: '1' };
}

function git(...args: string[]): void {
  const who = ['-c', 'user.name=agent', '-c', 'user.email=agent@example.com'];
  execFileSync('git', [...who, ...args], { cwd: directory, env: environment() });
}

function run(argv: string[], settings: Record<string, string> = {}, remote = 'origin') {
  const entries = Object.entries(settings);
  const overrides = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  const place = {
    directory,
    environment: {
      ...environment(),
      ...Object.fromEntries(overrides),
      GIT_CONFIG_COUNT: String(entries.length),
    },
  };
  const transport = { remote, url };
  return findRunningPush({ kind: 'git', argv, transport }, place, 'https://forge.example');
}

function pushes(...branches: string[]) {
  return { kind: 'pushes', origin: url, branches };
}

test('reports the stored address where insteadOf rewrote it', async () => {
  const stored = 'https://me:secret@github.com/acme/shop.git';
  const settings = { 'url.https://forge.example/.insteadOf': 'https://me:secret@github.com/' };
  const changed = { ...settings, 'remote.mirrored.url': stored };
  expect(await run(['git', 'push', 'mirrored', 'side'], changed, 'mirrored')).toMatchObject({
    ...pushes('side'),
    otherOrigins: ['https://github.com/acme/shop.git'],
  });
});

describe('the arguments of a push', () => {
  test.each([
    ['push origin side', ['side']],
    ['push origin +side', ['side']],
    ['push origin heads/side', ['side']],
    ['push origin refs/heads/side', ['side']],
    ['push origin HEAD', ['main']],
    ['push origin @', ['main']],
    ['push origin HEAD:other', ['other']],
    ['push origin HEAD:refs/heads/other', ['other']],
    ['push origin +side:refs/heads/b', ['b']],
    ['push origin HEAD~0:refs/heads/c', ['c']],
    ['push origin HEAD~0:main', ['main']],
    ['push origin main side', ['main', 'side']],
    ['push origin main main:main', ['main']],
    ['push -uf origin side', ['side']],
    ['push origin side --force-with-lease', ['side']],
    ['push --force-with-lease=side:0123 origin side', ['side']],
    ['push -o ci.skip origin side', ['side']],
    ['push -oci.skip --push-option a --receive-pack /bin/x origin side', ['side']],
    ['push --recurse-submodules check --signed=if-asked --no-verify origin side', ['side']],
    ['push --set-up --porc origin side', ['side']],
    ['push --repo=origin', ['main']],
    ['push --follow-tags', ['main']],
    ['push', ['main']],
    ['push origin -- -dash', ['-dash']],
    ['push origin fix/a$b&c übung', ['fix/a$b&c', 'übung']],
    ['push origin head', ['head']],
    ['push --all origin', ['main']],
    ['push --mirror origin', ['main']],
    ['push origin refs/heads/*:refs/heads/*', ['main']],
    ['push origin refs/heads/*:refs/heads/mine/*', ['mine/main']],
    ['push origin refs/heads/* ^refs/heads/main', []],
    ['push origin main side ^refs/heads/main', ['side']],
    ['push origin :gone', []],
    ['push origin --delete gone', []],
    ['push -d origin gone other', []],
    ['push origin side :gone', ['side']],
    ['push origin *', ['main']],
    ['push origin HEAD:--odd', ['--odd']],
    ['push origin v1', []],
    ['push origin tag side', []],
    ['push origin tag v1 side', ['side']],
    ['push origin HEAD:v1', []],
    ['push origin v1:copy', []],
    ['push origin HEAD:refs/for/main', []],
    ['push origin HEAD:refs/tags/v2', []],
    ['push --tags', []],
    ['push --tags origin side', ['side']],
    ['push --dry-run origin side', []],
    ['push -n', []],
    ['push --recurse-submodules=only', []],
    ['push origin both', []],
    ['push origin nowhere', []],
    ['push origin HEAD:heads/what', []],
    ['-C /there -c a.b=c --git-dir /x push origin side', ['side']],
    ['--git-dir=/x --work-tree=/y --no-pager push origin side', ['side']],
  ])('git %s', async (command, branches) => {
    expect(await run(['git', ...command.split(' ')])).toMatchObject(pushes(...branches));
  });

  test.each([
    [['side:']],
    [['HEAD:refs/heads/a b']],
    [['HEAD:refs/heads/a\nb']],
    [['HEAD:refs/heads/../../etc']],
    [['HEAD:refs/heads/x.lock']],
    [['--', '--output=/tmp/evil']],
    [['']],
    [[`HEAD:refs/heads/${'a'.repeat(2_000)}`]],
    [['refs/heads/[a]*']],
    [['@{-1}']],
  ])('a hostile or impossible refspec gives no strange branch: %j', async (refspecs) => {
    const push = await run(['git', 'push', 'origin', ...refspecs]);

    expect(push.kind === 'pushes' ? push.branches : []).toEqual([]);
  });

  test.each(['push origin :', 'push --unheard-of', 'push --force=x', 'frobnicate'])(
    'git %s is not guessed at',
    async (command) => {
      expect(await run(['git', ...command.split(' ')])).toEqual({ kind: 'unknown' });
    },
  );

  test.each(['fetch', 'pull origin main', 'clone x', '-C x ls-remote', 'credential fill'])(
    'git %s is not a push',
    async (command) => {
      expect(await run(['git', ...command.split(' ')])).toEqual({ kind: 'not_a_push' });
    },
  );
});

describe('the configuration', () => {
  const merge = { 'branch.main.remote': 'origin', 'branch.main.merge': 'refs/heads/trunk' };

  test.each([
    ['push', { 'push.default': 'current', ...merge }, ['main']],
    ['push', { 'push.default': 'upstream', ...merge }, ['trunk']],
    ['push', { 'push.default': 'tracking', ...merge }, ['trunk']],
    ['push origin main', { 'push.default': 'upstream', ...merge }, ['trunk']],
    ['push origin HEAD', { 'push.default': 'upstream', ...merge }, ['main']],
    ['push', { 'push.default': 'nothing' }, []],
    ['push', { 'remote.origin.push': 'HEAD:refs/for/main' }, []],
    ['push', { 'remote.origin.push': 'refs/heads/*:refs/heads/me/*' }, ['me/main']],
    ['push origin side', { 'remote.origin.push': 'refs/heads/*:refs/heads/me/*' }, ['me/side']],
    ['push', { 'remote.other.push': 'HEAD:elsewhere' }, ['main']],
    ['p side', { 'alias.p': 'push origin' }, ['side']],
    ['P side', { 'alias.p': '-c a.b=c push -f origin' }, ['side']],
  ])('git %s with %j', async (command, settings, branches) => {
    expect(await run(['git', ...command.split(' ')], settings)).toMatchObject(pushes(...branches));
  });

  test.each([
    ['push', { 'push.default': 'matching' }],
    ['p side', { 'alias.p': '!git push origin' }],
    ['p side', { 'alias.p': "push -o 'a b' origin" }],
    ['p side', {}],
  ])('git %s with %j is unknown', async (command, settings) => {
    expect(await run(['git', ...command.split(' ')], settings)).toEqual({ kind: 'unknown' });
  });
});

test('removes credentials from the origin', async () => {
  const transport = { remote: 'origin', url: 'https://me:secret@forge.example/acme/shop.git' };
  const place = { directory, environment: environment() };
  const argv = ['git', 'push', 'origin', 'HEAD:refs/heads/x'];

  const push = await findRunningPush({ kind: 'git', argv, transport }, place, '');

  expect(push).toMatchObject(pushes('x'));
});

test('is unknown when processes cannot be read or git runs without its helper', async () => {
  const place = { directory, environment: environment() };
  const argv = ['git', 'push'];

  expect(await findRunningPush({ kind: 'unreadable' }, place, url)).toEqual({ kind: 'unknown' });
  expect(await findRunningPush({ kind: 'git', argv, transport: undefined }, place, url)).toEqual({
    kind: 'unknown',
  });
});

test.each([
  ['push origin side', 'side', 'side'],
  ['push origin HEAD:other', 'other', 'HEAD'],
  ['push origin HEAD~0:refs/heads/c', 'c', 'HEAD'],
  ['push', 'main', 'HEAD'],
])('git %s names the commit that it pushes', async (command, branch, revision) => {
  const push = await run(['git', ...command.split(' ')]);
  const place = { directory, environment: environment() };
  const commit = await findCommit(place, revision);
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  expect(push.kind === 'pushes' ? push.commits.get(branch) : undefined).toBe(commit);
});

test('names no commit for a source that is none', async () => {
  const place = { directory, environment: environment() };
  expect(await findCommit(place, 'nowhere')).toBeUndefined();
  expect(await findCommit(place, '--all')).toBeUndefined();
});

describe('without git', () => {
  test('reports the checked out branch and the remote on that host', async () => {
    const place = { directory, environment: environment() };

    const push = await findRunningPush({ kind: 'none' }, place, 'https://forge.example');

    expect(push).toMatchObject(pushes('main'));
  });

  test('is unknown for another host or outside of a clone', async () => {
    const place = { directory, environment: environment() };
    const elsewhere = { directory: tmpdir(), environment: environment() };

    expect(await findRunningPush({ kind: 'none' }, place, 'https://other.example')).toEqual({
      kind: 'unknown',
    });
    expect(await findRunningPush({ kind: 'none' }, elsewhere, url)).toEqual({ kind: 'unknown' });
  });
});
