import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHome, type TestHome } from '../credentials/testing/home.ts';
import type { HttpRequest, HttpResult } from '../platform/http-client.ts';
import { KnownForges } from './known-forges.ts';

let home: TestHome;
let probed: { url: string; headers: Record<string, string>; guarded: boolean }[];

beforeEach(() => {
  home = createHome();
  probed = [];
  forgeHosts = ['git.example', 'tea.example'];
  isOffline = false;
});
afterEach(() => home[Symbol.dispose]());

function createClone(name: string, url: string): void {
  home.write(`src/${name}/.git/HEAD`, 'ref: refs/heads/main\n');
  for (const part of ['objects', 'refs'])
    mkdirSync(join(home.directory, 'src', name, '.git', part));
  home.write(`src/${name}/.git/config`, `[remote "origin"]\n\turl = ${url}\n`);
}

/** Hosts on which a Gitea server is. */
let forgeHosts: string[];
let isOffline: boolean;

const createHttp = (guarded: boolean) => ({
  async get({ url, headers }: HttpRequest): Promise<HttpResult> {
    probed.push({ url, headers, guarded });
    if (isOffline) return { kind: 'unreachable', message: 'no network' };
    const { host, pathname } = new URL(url);
    const isForge = forgeHosts.includes(host) && pathname === '/api/v1/version';
    const body = Buffer.from(isForge ? '{"version":"1.25"}' : '{}');
    const status = isForge ? 200 : 404;
    return { kind: 'response', status, headers: new Headers(), body, redirected: false };
  },
});

const github = {
  id: 'github',
  type: 'github',
  webBaseUrl: 'https://github.com',
  apiBaseUrl: 'https://api.github.com',
} as const;

function create(): KnownForges {
  const dataDirectory = join(home.directory, 'data');
  mkdirSync(dataDirectory, { recursive: true });
  return new KnownForges(
    { forges: [github], dataDirectory },
    {
      machine: home.machine,
      findSshHost: async (host) => (host === 'work' ? 'git.example' : undefined),
      logger: { info: () => {} },
      http: createHttp(false),
      guardedHttp: createHttp(true),
    },
  );
}

async function find() {
  const known = create();
  await known.findAtStart([join(home.directory, 'src')]);
  return known.list();
}

test('a forge that only a clone names is served, after one guarded probe without a token', async () => {
  createClone('app', 'https://ada:secret@git.example/acme/app.git');
  const served = {
    id: 'git.example',
    type: 'gitea',
    webBaseUrl: 'https://git.example',
    apiBaseUrl: 'https://git.example/api/v1',
    isOfClones: true,
  };
  expect(await find()).toEqual([served]);
  expect(probed).toHaveLength(4);
  expect(probed.every(({ guarded }) => guarded)).toBe(true);
  const sent = JSON.stringify(probed);
  expect(sent).not.toContain('secret');
  expect(sent).not.toContain('authorization');
  expect(await find()).toEqual([served]);
  expect(probed).toHaveLength(4);
});

test('a host that is no forge is not served, and is requested once a day only', async () => {
  createClone('app', 'git@files.example:acme/app.git');
  expect(await find()).toEqual([]);
  expect(await find()).toEqual([]);
  expect(probed).toHaveLength(4);
  const file = join(home.directory, 'data/unknown-hosts.json');
  const text = readFileSync(file, 'utf8').replace(/"\d{4}-/, '"2020-');
  writeFileSync(file, text);
  await find();
  expect(probed).toHaveLength(8);
});

test('public services need no probe, hosts of tools no guard, configured ones are known', async () => {
  createClone('one', 'git@github.com:acme/app.git');
  createClone('two', 'ssh://git@altssh.gitlab.com:443/acme/app.git');
  createClone('three', 'ssh://git@tea.example:2222/acme/app.git');
  createClone('four', 'https://dev.azure.com/acme/web/_git/app');
  home.write('.config/tea/config.yml', 'logins:\n- url: https://tea.example\n');
  expect((await find()).map(({ id, isOfClones }) => [id, isOfClones])).toEqual([
    ['tea.example', false],
    ['gitlab.com', true],
  ]);
  expect(probed.every(({ guarded, url }) => !guarded && url.includes('tea.example'))).toBe(true);
});

test('nothing is stored where there is nothing to know', async () => {
  expect(await find()).toEqual([]);
  expect(existsSync(join(home.directory, 'data/known-forges.json'))).toBe(false);
});

test('the host that an SSH alias or insteadOf leads to is served', async () => {
  createClone('app', 'git@work:acme/app.git');
  expect((await find()).map(({ id }) => id)).toEqual(['git.example']);
});

test('a forge that a later clone names is found once, also by requests at the same time', async () => {
  const known = create();
  await known.findAtStart([]);
  const origins = ['git@git.example:acme/app.git', 'https://github.com/acme/app.git'];
  const { signal } = new AbortController();
  const find = () => known.findOfOrigins(origins, signal);
  const found = await Promise.all([find(), find()]);
  expect(found.map((forges) => forges.map(({ id }) => id))).toEqual([['git.example'], []]);
  expect(known.list()).toHaveLength(1);
  expect(probed).toHaveLength(4);
});

test('the number of forges that only clones name is limited', async () => {
  const known = create();
  for (let round = 0; round < 8; round += 1) {
    forgeHosts.push(...Array.from({ length: 10 }, (_, index) => `git${round}${index}.example`));
    const origins = forgeHosts.map((host) => `git@${host}:acme/app.git`);
    await known.findOfOrigins(origins, new AbortController().signal);
  }
  expect(known.list()).toHaveLength(50);
});

test('a host whose probe was cut short is requested again', async () => {
  const known = create();
  const stop = new AbortController();
  stop.abort();
  await known.findOfOrigins(['git@files.example:acme/app.git'], stop.signal);
  const before = probed.length;
  await known.findOfOrigins(['git@files.example:acme/app.git'], new AbortController().signal);
  expect(probed.length - before).toBe(4);
});

describe('a host that cannot be reached', () => {
  const never = new AbortController().signal;
  beforeEach(() => {
    createClone('app', 'https://git.example/acme/app.git');
    isOffline = true;
  });

  test('is requested again at the next start', async () => {
    expect(await find()).toEqual([]);
    isOffline = false;
    expect((await find()).map(({ id }) => id)).toEqual(['git.example']);
  });

  test('is served as soon as it can be reached, with the same guard', async () => {
    const known = create();
    await known.findAtStart([join(home.directory, 'src')]);
    expect(await known.findUnreachable(never)).toEqual([]);
    isOffline = false;
    expect((await known.findUnreachable(never)).map(({ id }) => id)).toEqual(['git.example']);
    expect(probed.every(({ guarded }) => guarded)).toBe(true);
    const before = probed.length;
    expect(await known.findUnreachable(never)).toEqual([]);
    expect(probed).toHaveLength(before);
  });

  test('is forgotten when it turns out to be no forge', async () => {
    forgeHosts = [];
    const known = create();
    await known.findAtStart([join(home.directory, 'src')]);
    isOffline = false;
    await known.findUnreachable(never);
    const before = probed.length;
    await known.findUnreachable(never);
    expect(probed).toHaveLength(before);
  });
});
