import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StatusRequest } from '../forge.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { createMemoryValidators } from '../testing/test-deps.ts';
import { headJson } from './testing/json-answers.ts';
import {
  branch,
  graphQlPath,
  listPath,
  repositoryPath,
  toChecksPaths,
  toPullPath,
  toReviewsPath,
  toRulesPaths,
} from './testing/paths.ts';
import { toAccess } from './testing/start-forge.ts';
import { type GitHubScenario, startGitHubScenario } from './testing/start-scenario.ts';

const planRefusal = 'Upgrade to GitHub Pro or make this repository public to enable this feature.';

let tested: GitHubScenario;

beforeEach(async () => {
  tested = await startGitHubScenario();
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

describe('a known pull request', () => {
  test('that is open costs four requests, which are free while nothing changes', async () => {
    tested.putPullRequest({ checks: [{ name: 'build', state: 'passed' }] });
    const first = await tested.fetchStatus(tested.toKnown(12));
    const { headSha } = samplePullRequest;
    const paths = [toPullPath(12), toReviewsPath(12), ...toChecksPaths(headSha)];
    expect(tested.server.takeCalls()).toEqual([...paths, ...toRulesPaths(), graphQlPath]);
    const second = await tested.fetchStatus(tested.toKnown(12));
    expect(second).toMatchObject({ pullRequest: { checks: { state: 'passed' } } });
    expect(second).toMatchObject({ pullRequest: { title: samplePullRequest.title } });
    expect(first).toMatchObject({ kind: 'refreshed' });
    expect(tested.server.takeCalls()).toEqual(paths.map((path) => `304 ${path}`));
  });

  test('that was merged or closed stays without a newer one', async () => {
    const times = { closed_at: '2026-01-01T11:30:00Z', merged_at: '2026-01-01T11:00:00Z' };
    tested.putPullJson(12, { state: 'closed', ...times });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      pullRequest: { state: 'merged', settledAt: new Date(times.merged_at) },
    });
    tested.putPullJson(12, { state: 'closed', closed_at: times.closed_at });
    expect(await tested.fetchStatus(tested.toKnown(12, 'merged'))).toMatchObject({
      pullRequest: { state: 'closed', settledAt: new Date(times.closed_at) },
    });
  });

  test('that was merged gives way to a newer open one', async () => {
    tested.putPullJson(12, { state: 'closed', merged: true });
    tested.server.put(listPath, { body: [tested.putPullJson(15)] });
    expect(await tested.fetchStatus(tested.toKnown(12, 'merged'))).toMatchObject({
      pullRequest: { number: 15, state: 'open' },
    });
  });

  test('of another branch or repository is gone', async () => {
    tested.putPullJson(12, { head: headJson('acme/app', 'Agent/login') });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      kind: 'pull_request_gone',
    });
    tested.putPullJson(12, { head: headJson('mallory/app', branch) });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      kind: 'pull_request_gone',
    });
  });

  test('of another branch gives way to the right one', async () => {
    tested.putPullJson(12, { head: headJson('acme/app', 'other') });
    tested.server.put(listPath, { body: [tested.putPullJson(15)] });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      pullRequest: { number: 15 },
    });
  });

  test.each([404, 410])('is gone after status %i', async (status) => {
    tested.server.put('/repos/acme/app/pulls/12', { status });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      kind: 'pull_request_gone',
    });
  });

  test('is kept when the token lost access to the whole repository (S9)', async () => {
    tested.server.put(repositoryPath, { status: 404 });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      failure: { kind: 'not_found' },
    });
  });

  test.each(['https://elsewhere.test/acme/app/pull/12', 'not a URL'])(
    'at %s is no pull request of this forge',
    async (url) => {
      const known = { url, state: 'open' as const };
      expect(await tested.fetchStatus(known)).toMatchObject({ kind: 'pull_request_gone' });
    },
  );

  test('is kept when the search for a newer one fails (S9)', async () => {
    tested.putPullJson(12, { state: 'closed' });
    tested.server.put(listPath, { status: 500 });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      failure: { kind: 'unavailable' },
    });
  });
});

function toRequest(name: string): StatusRequest {
  return { repository: { owner: 'acme', name }, branch, known: undefined };
}

describe('several requests', () => {
  test('have separate outcomes in their order', async () => {
    tested.server.put('/repos/acme/broken', { body: '{"half":' });
    const names = ['app', 'broken', 'missing', 'app'];
    const outcomes = await tested.forge.fetchStatuses(names.map(toRequest), tested.access);
    const kinds = outcomes.map((outcome) =>
      outcome.kind === 'failed' ? outcome.failure.kind : outcome.kind,
    );
    expect(kinds).toEqual(['no_pull_request', 'malformed', 'not_found', 'no_pull_request']);
  });

  test('do not fail because of an unexpected error in one of them', async () => {
    const others = createMemoryValidators();
    tested.validators.findValidated = (fingerprint, url) => {
      if (url.includes('/acme/odd')) throw new Error('the disk is gone');
      return others.findValidated(fingerprint, url);
    };
    const requests = ['odd', 'app'].map(toRequest);
    const outcomes = await tested.forge.fetchStatuses(requests, tested.access);
    expect(outcomes).toMatchObject([
      { kind: 'failed', failure: { kind: 'internal' } },
      { kind: 'no_pull_request' },
    ]);
    expect(tested.errors).toMatchObject([{ error: { message: 'the disk is gone' } }]);
  });

  test('reject with the reason of the abort (S8)', async () => {
    const controller = new AbortController();
    const reason = new Error('stopping');
    tested.server.put(repositoryPath, () => controller.abort(reason));
    const access = toAccess('ghp_s3cret', controller.signal);
    const requests = Array.from({ length: 30 }, () => toRequest('app'));
    await expect(tested.forge.fetchStatuses(requests, access)).rejects.toBe(reason);
    const count = tested.server.requests.length;
    await expect(tested.forge.fetchStatuses(requests, access)).rejects.toBe(reason);
    expect(tested.server.requests).toHaveLength(count);
  });
});

describe('the response of a forge', () => {
  test('is treated as hostile text', async () => {
    tested.putPullJson(12, {
      title: 'evil\u202e\u0000title',
      html_url: 'javascript:alert(1)',
      user: { login: 'Ada', avatar_url: 'javascript:alert(1)' },
    });
    const url = `${tested.server.webBaseUrl}/acme/app/pull/12`;
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      pullRequest: { title: 'evil title', url, authorAvatarUrl: null },
    });
  });

  test('may lack optional fields', async () => {
    const bare = {
      number: 12,
      state: 'open',
      title: 'Bare',
      head: { ref: branch, repo: { full_name: 'Acme/App' } },
      base: { ref: 'main' },
    };
    tested.server.put('/repos/acme/app/pulls/12', { body: bare });
    tested.server.put(toReviewsPath(12), { body: [] });
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      pullRequest: { additions: null, commits: null, authorLogin: null, headSha: null },
    });
  });
});

test('a failed check does not decide because the base was renamed before its rules were read (S9)', async () => {
  const { checkRules, server } = tested;
  checkRules?.require?.(['build']);
  const failed = [
    { name: 'lint', state: 'failed' } as const,
    { name: 'build', state: 'passed' } as const,
  ];
  tested.putPullRequest({ checks: failed });
  const [branchPath] = toRulesPaths();
  server.put(branchPath, { status: 404, body: { message: 'Branch not found' } });
  expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
    pullRequest: { checks: null },
  });
  server.remove(branchPath);
  expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
    pullRequest: { checks: { state: 'passed', optionalFailed: 1 } },
  });
});

test.each([
  ['whose plan has no rulesets has the rules of its branch protection', planRefusal, 0],
  ['whose rulesets are refused has unknown rules (S16)', 'Resource not accessible', null],
])('a repository %s', async (_, message, missing) => {
  tested.putPullRequest({ checks: [{ name: 'build', state: 'passed' }] });
  const [, rulesPath] = toRulesPaths();
  tested.server.put(rulesPath, { status: 403, body: { message } });
  const required = missing === null ? null : { passed: 0, failed: 0, pending: 0, missing };
  expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
    pullRequest: { checks: { state: 'passed', required } },
  });
});
