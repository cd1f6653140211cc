import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitConfig, parseGitConfig } from './git-config.ts';
import { findPushRemoteName, listPushTargets, listPushUrls } from './remote-urls.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-urls-'));
  git('init', '--quiet');
});

afterAll(() => rmSync(directory, { recursive: true }));

function git(...args: string[]): string {
  const env = { PATH: process.env.PATH ?? '', HOME: directory, GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, { cwd: directory, env, encoding: 'utf8' });
}

/** Writes the settings into a clone's configuration and reads it back with git, in one process. */
function configure(settings: readonly (readonly [string, string])[]): GitConfig {
  const lines = settings.map(([key, value]) => {
    const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')];
    const subsection = first === last ? '' : ` "${key.slice(first + 1, last)}"`;
    return `[${key.slice(0, first)}${subsection}]\n\t${key.slice(last + 1)} = ${value}\n`;
  });
  const core = '[core]\n\trepositoryformatversion = 0\n';
  writeFileSync(join(directory, '.git/config'), core + lines.join(''));
  return parseGitConfig(git('config', '--list', '-z'));
}

const noAlias = async () => undefined;
const stored = 'https://github.com/acme/app.git';

describe('the addresses of a push', () => {
  test.each([
    ['no rewrite', [], ['https://github.com/acme/app.git']],
    [
      'insteadOf leads to a proxy: the stored address follows',
      [['url.https://proxy.corp/gh/.insteadOf', 'https://github.com/']],
      ['https://proxy.corp/gh/acme/app.git', stored],
    ],
    [
      'the longest prefix wins',
      [
        ['url.https://a.corp/.insteadOf', 'https://github.com/'],
        ['url.https://b.corp/.insteadOf', 'https://github.com/acme/'],
      ],
      ['https://b.corp/app.git', stored],
    ],
    [
      'pushInsteadOf comes before insteadOf',
      [
        ['url.https://a.corp/.insteadOf', 'https://github.com/'],
        ['url.git@github.com:.pushInsteadOf', 'https://github.com/'],
      ],
      ['git@github.com:acme/app.git', stored],
    ],
    [
      'insteadOf leads to a local mirror: only the stored address is one of the network',
      [['url./srv/mirror/.insteadOf', 'https://github.com/']],
      [stored],
    ],
  ])('%s', async (_name, settings, expected) => {
    const config = configure([['remote.origin.url', stored], ...(settings as [string, string][])]);
    expect(await listPushTargets(config, 'origin', noAlias)).toEqual([expected]);
  });

  test('of several push URLs are separate targets, to which pushInsteadOf does not apply', async () => {
    const config = configure([
      ['remote.origin.url', stored],
      ['remote.origin.pushurl', 'https://gitlab.com/acme/app.git'],
      ['remote.origin.pushurl', 'work:acme/app.git'],
      ['url.https://x.corp/.pushInsteadOf', 'https://gitlab.com/'],
    ]);
    const findSshHost = async (host: string) => (host === 'work' ? 'github.com' : undefined);
    expect(await listPushTargets(config, 'origin', findSshHost)).toEqual([
      ['https://gitlab.com/acme/app.git'],
      ['work:acme/app.git', 'ssh://git@github.com/acme/app'],
    ]);
  });

  test('contain no credentials (S10)', async () => {
    const config = configure([
      ['remote.origin.url', 'https://me:secret@github.com/acme/app.git'],
      ['url.https://me:secret@proxy.corp/.insteadOf', 'https://me:secret@github.com/'],
    ]);
    expect(await listPushTargets(config, 'origin', noAlias)).toEqual([
      ['https://proxy.corp/acme/app.git', stored],
    ]);
  });

  test('are the ones that git itself reports', () => {
    const base = fc.constantFrom(
      'https://a.test/',
      'https://a.test/x/',
      'git@b.test:',
      'h:',
      '/m/',
    );
    const url = fc.constantFrom('https://a.test/x/y', 'https://a.test/y', 'git@b.test:y', 'h:x/y');
    const setting = fc.oneof(
      fc
        .tuple(base, fc.constantFrom('insteadOf', 'pushInsteadOf'), base)
        .map(([to, name, prefix]): [string, string] => [`url.${to}.${name}`, prefix]),
      url.map((value): [string, string] => ['remote.r.url', value]),
      fc
        .tuple(fc.nat(3), url)
        .map(([dice, value]): [string, string] =>
          dice === 0 ? ['remote.r.pushurl', value] : ['remote.r.url', value],
        ),
    );
    fc.assert(
      fc.property(url, fc.array(setting, { maxLength: 5 }), (first, settings) => {
        const config = configure([['remote.r.url', first], ...settings]);
        const reported = git('remote', 'get-url', '--push', '--all', 'r').trim().split('\n');
        expect(listPushUrls(config, 'r').map((one) => one.url)).toEqual(reported);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the remote of a push without arguments', () => {
  const two: [string, string][] = [
    ['remote.origin.url', stored],
    ['remote.fork.url', 'https://github.com/me/app.git'],
  ];

  test.each([
    ['origin among several', [], 'origin'],
    ['remote.pushDefault', [['remote.pushDefault', 'fork']], 'fork'],
    [
      'pushRemote of the branch in a triangular workflow',
      [
        ['branch.work.remote', 'origin'],
        ['branch.work.pushRemote', 'fork'],
      ],
      'fork',
    ],
    ['the remote of the branch', [['branch.work.remote', 'fork']], 'fork'],
    ['not one that was removed', [['branch.work.remote', 'gone']], 'origin'],
  ])('is %s', (_name, settings, expected) => {
    const config = configure([...two, ...(settings as [string, string][])]);
    expect(findPushRemoteName(config, 'work')).toBe(expected);
  });
});
