import { expect, test } from 'vitest';
import type { ForgeScenario } from '../forge-scenario.ts';
import { type StartScenario, toLowerCased } from './expectations.ts';

export const hostileBranches = [
  'feature/with/slashes',
  'a b',
  'a#b?c=d&e',
  '100%',
  '%2e%2e%2f',
  'a/../../x',
  '../x',
  `it's "quoted"`,
  '<b>&amp;',
  'ünïcödé/日本',
  'rocket-🚀',
  'a+b=c',
  'a;b,c:d@e',
];

export function testAddresses(start: StartScenario): void {
  test('parses every form of an origin as the same repository', async () => {
    await using scenario = await start();
    const { forge, origins, repository } = scenario;
    expect(origins.own.length).toBeGreaterThan(0);
    for (const origin of origins.own) {
      const parsed = forge.parseRemoteOrigin(origin);
      expect(parsed && toLowerCased(parsed), origin).toEqual(toLowerCased(repository));
    }
  });

  test('rejects origins of other servers and malformed origins', async () => {
    await using scenario = await start();
    const { forge, origins } = scenario;
    for (const origin of [...origins.foreign, '', ' ', '/', '::', 'https://', 'a'.repeat(10_000)]) {
      expect(forge.parseRemoteOrigin(origin), origin).toBeUndefined();
    }
  });

  test('parses pull request URLs as people paste them', async () => {
    await using scenario = await start();
    const { forge, pasted, repository } = scenario;
    expect(pasted.own.length).toBeGreaterThan(0);
    for (const url of pasted.own) {
      const parsed = forge.parsePullRequestUrl(url);
      expect(parsed?.number, url).toBe(12);
      expect(parsed && toLowerCased(parsed.repository), url).toEqual(toLowerCased(repository));
    }
  });

  test('rejects URLs that are not a pull request', async () => {
    await using scenario = await start();
    const { forge, pasted } = scenario;
    for (const url of [...pasted.foreign, '', 'javascript:alert(1)', forge.webBaseUrl]) {
      expect(forge.parsePullRequestUrl(url), url).toBeUndefined();
    }
  });

  test('parses the pull request URLs that it builds', async () => {
    await using scenario = await start();
    const { forge, repository } = scenario;
    const url = forge.toPullRequestUrl({ repository, number: 12 });
    expectBelow(url, forge.webBaseUrl);
    expect(forge.parsePullRequestUrl(url)).toEqual({ repository, number: 12 });
    expect(scenario.putPullRequest({ number: 12 }).url).toBe(url);
  });

  test('builds repository URLs below the base URL', async () => {
    await using scenario = await start();
    expectBelow(scenario.forge.toRepositoryUrl(scenario.repository), scenario.forge.webBaseUrl);
  });

  test('builds commit URLs below the URL of the repository', async () => {
    await using scenario = await start();
    const { forge, repository } = scenario;
    const sha = 'c0ffee'.padEnd(40, '1');
    const url = forge.toCommitUrl(repository, sha);
    expect(url.startsWith(`${forge.toRepositoryUrl(repository)}/`)).toBe(true);
    expect(url.endsWith(`/${sha}`)).toBe(true);
    expectBelow(url, forge.webBaseUrl);
  });

  test.each(hostileBranches)('encodes the branch %j in its URL', async (branch) => {
    await using scenario = await start();
    expectBranchUrl(scenario, branch, branch);
  });

  test.each(['a\ud800b', '\udc00'])(
    'replaces unpaired surrogates in a branch name: %j',
    async (name) => {
      await using scenario = await start();
      expectBranchUrl(scenario, name, name.replace(/\p{Surrogate}/gu, '\ufffd'));
    },
  );
}

function expectBranchUrl(scenario: ForgeScenario, branch: string, expected: string): void {
  const { forge, repository } = scenario;
  const url = forge.toBranchUrl(repository, branch);
  expectBelow(url, forge.webBaseUrl);
  // Parsed as a browser parses it.
  const opened = new URL(url);
  expect(opened.hash).toBe('');
  expect(decodeURIComponent(opened.href)).toContain(expected);
}

function expectBelow(url: string, webBaseUrl: string): void {
  expect(url).toMatch(/^[\x21-\x7e]+$/);
  expect(url.startsWith(`${webBaseUrl}/`), url).toBe(true);
  expect(new URL(url).href.startsWith(`${webBaseUrl}/`), url).toBe(true);
}
