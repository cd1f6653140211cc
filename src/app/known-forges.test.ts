import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHome, type TestHome } from '../credentials/testing/home.ts';
import type { HttpRequest, HttpResult } from '../platform/http-client.ts';
import { findKnownForges } from './known-forges.ts';

let home: TestHome;
let probed: { url: string; headers: Record<string, string>; guarded: boolean }[];

beforeEach(() => {
  home = createHome();
  probed = [];
});
afterEach(() => home[Symbol.dispose]());

function createClone(name: string, url: string): void {
  home.write(`src/${name}/.git/HEAD`, 'ref: refs/heads/main\n');
  home.write(`src/${name}/.git/config`, `[remote "origin"]\n\turl = ${url}\n`);
}

/** Hosts on which a Gitea server is. */
const forgeHosts = ['git.example', 'tea.example'];

const createHttp = (guarded: boolean) => ({
  async get({ url, headers }: HttpRequest): Promise<HttpResult> {
    probed.push({ url, headers, guarded });
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

function find() {
  const dataDirectory = join(home.directory, 'data');
  mkdirSync(dataDirectory, { recursive: true });
  return findKnownForges(
    { forges: [github], dataDirectory },
    {
      machine: home.machine,
      folders: [join(home.directory, 'src')],
      logger: { info: () => {} },
      http: createHttp(false),
      guardedHttp: createHttp(true),
    },
  );
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
