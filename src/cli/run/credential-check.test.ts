import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkHost, readKnownHosts } from './credential-check.ts';

const host = 'https://forge.test:8443';
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'afterpush-check-'));
});

afterEach(() => rm(directory, { recursive: true }));

function check(helper: string, more: Record<string, string> = {}): Promise<boolean> {
  const environment = {
    PATH: process.env.PATH,
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'credential.helper',
    GIT_CONFIG_VALUE_0: helper,
    ...more,
  };
  return checkHost(host, { directory, environment }, directory);
}

test('a credential helper that responds is a working credential, for its host', async () => {
  const helper = '!f() { grep -q host=forge.test:8443 && echo username=a && echo password=p0; }; f';
  expect(await check(helper)).toBe(true);
  expect(readKnownHosts(directory, Date.now())).toEqual(new Map([[host, true]]));
});

test('S10: what is remembered contains no credential', async () => {
  await check('!echo username=a; echo password=hunter2; :');
  expect(readFileSync(join(directory, 'git-credentials.json'), 'utf8')).not.toContain('hunter2');
});

test('an askpass program is not run, so a person is never prompted', async () => {
  const askpass = { GIT_ASKPASS: '/bin/echo', SSH_ASKPASS: '/bin/echo' };
  expect(await check('', askpass)).toBe(false);
  expect(readKnownHosts(directory, Date.now())).toEqual(new Map([[host, false]]));
});

test('a helper that hangs is no working credential', async () => {
  expect(await check('!sleep 60')).toBe(false);
});

test('what is remembered expires, and a damaged file is like none', async () => {
  await check('');
  expect(readKnownHosts(directory, Date.now() + 11 * 60_000).size).toBe(0);
  expect(readKnownHosts(join(directory, 'missing'), Date.now()).size).toBe(0);
  for (const content of ['', '[', 'null', '{"a":null}', '{"a":1,"b":{"at":"now"}}']) {
    writeFileSync(join(directory, 'git-credentials.json'), content);
    expect(readKnownHosts(directory, Date.now()).size).toBe(0);
  }
});
