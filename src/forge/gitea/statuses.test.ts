import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PullRequest } from '../../domain/diff-status.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { KnownPullRequest } from '../forge.ts';
import { pullRequestJson } from './testing/json-answers.ts';
import { type GiteaScenario, startGiteaScenario } from './testing/start-scenario.ts';

const branch = 'agent/login';
let scenario: GiteaScenario;

beforeEach(async () => {
  scenario = await startGiteaScenario();
});

afterEach(async () => {
  await scenario[Symbol.asyncDispose]();
});

async function fetchStatus(known?: KnownPullRequest, repository = scenario.repository) {
  const { forge, access } = scenario;
  const [outcome] = await forge.fetchStatuses([{ repository, branch, known }], access);
  return outcome;
}

async function getPullRequest(
  known?: KnownPullRequest,
  repository?: RepositoryReference,
): Promise<PullRequest> {
  const outcome = await fetchStatus(known, repository);
  if (outcome?.kind !== 'refreshed') throw new Error(JSON.stringify(outcome));
  return outcome.pullRequest;
}

/** Changes the fields of a single pull request in the response. */
function changeJson(change: (json: ReturnType<typeof pullRequestJson>) => unknown): void {
  scenario.server.override(({ path }) => {
    const [, number = ''] = /\/pulls\/(\d+)$/.exec(path) ?? [];
    const pull = scenario.server.world.pulls.get(Number(number));
    return pull && { body: change(pullRequestJson(pull, scenario.forge.webBaseUrl)) };
  });
}

function respondAt(part: string, status: number, headers: Record<string, string> = {}): void {
  scenario.server.override(({ path }) =>
    path.includes(part) ? { status, headers, body: {} } : undefined,
  );
}

describe('a pull request whose branch was deleted', () => {
  test('still belongs to its branch', async () => {
    const { url } = scenario.putPullRequest({ state: 'merged' });
    const ref = 'refs/pull/12/head';
    changeJson((json) => ({ ...json, head: { ...json.head, ref } }));
    const found = await getPullRequest({ url, state: 'open' });
    expect(found).toMatchObject({ state: 'merged', headBranch: branch });
  });

  test('stays with the row when the fork is deleted, too', async () => {
    const { url } = scenario.putPullRequest({ state: 'merged', from: 'fork' });
    changeJson((json) => ({ ...json, head: { ...json.head, repo_id: -1, repo: null } }));
    const gone = { owner: 'carol', name: 'app' };
    const known = { url, state: 'open' } as const;
    expect(await getPullRequest(known, gone)).toMatchObject({ state: 'merged' });
    expect(await fetchStatus(known, scenario.fork)).toMatchObject({ kind: 'pull_request_gone' });
  });
});

describe('the fields of a pull request', () => {
  test('that an old version does not report stay unknown', async () => {
    scenario.putPullRequest({ title: 'WIP: Fix it' });
    changeJson((json) => {
      const unreported = ['draft', 'requested_reviewers', 'requested_reviewers_teams'];
      return Object.fromEntries(
        Object.entries(json).filter(([name]) => !unreported.includes(name)),
      );
    });
    expect(await getPullRequest()).toMatchObject({
      draft: true,
      mergeability: 'blocked',
      requestedReviewers: null,
      additions: null,
      changedFiles: null,
    });
  });

  test.each([
    ['WIP: Fix it', undefined, true],
    [' [wip] Fix it', undefined, true],
    ['Draft: Fix it', undefined, true],
    ['[Draft] Fix it', undefined, true],
    ['Fix WIP: it', undefined, false],
    ['Drafts: Fix it', undefined, false],
    ['WIP: Fix it', false, false],
    ['Fix it', true, true],
  ])('say of the title %j with draft %j that it is a draft: %j', async (title, flag, draft) => {
    scenario.putPullRequest({ title });
    // An undefined field is left out of the response.
    changeJson((json) => ({ ...json, draft: flag }));
    expect((await getPullRequest()).draft).toBe(draft);
  });

  test('include requested teams as well as users', async () => {
    scenario.putPullRequest({ requestedReviewers: ['bob'] });
    const team = { id: 1, name: 'Reviewers' };
    changeJson((json) => ({ ...json, requested_reviewers_teams: [team] }));
    expect((await getPullRequest()).requestedReviewers).toEqual(['bob', 'Reviewers']);
  });

  test('do not contain an invalid color', async () => {
    scenario.putPullRequest({ labels: [{ name: 'bug', color: '#EE0701' }] });
    expect((await getPullRequest()).labels).toEqual([{ name: 'bug', color: '#ee0701' }]);
    changeJson((json) => ({ ...json, labels: [{ name: 'bug', color: 'red;x' }] }));
    expect((await getPullRequest()).labels).toEqual([{ name: 'bug', color: null }]);
  });

  test('do not contain a URL of another server', async () => {
    const { url } = scenario.putPullRequest({});
    changeJson((json) => ({ ...json, html_url: 'https://gitea.internal/acme/app/pulls/12' }));
    expect((await getPullRequest()).url).toBe(url);
  });
});

test('an earlier status of a check does not hide its newest one, in any order (S15)', async () => {
  scenario.putPullRequest({});
  scenario.checkRules?.require?.(['ci']);
  const passed = { id: 7, context: 'ci', status: 'success' };
  const failed = { id: 9, context: 'ci', status: 'failure' };
  for (const [statuses, state, mergeability] of [
    [[failed, passed], 'failed', 'blocked'],
    [[{ ...passed, id: 11 }, failed], 'passed', 'mergeable'],
  ] as const) {
    scenario.server.override(({ path }) => {
      return path.includes('/status?') ? { body: { statuses } } : undefined;
    });
    expect(await getPullRequest()).toMatchObject({ checks: { state }, mergeability });
  }
});

describe('when a separate request fails', () => {
  test.each([
    ['/status?', { checks: null }],
    ['/branches/', { mergeability: 'unknown' }],
  ])('%s leaves its fields unknown', async (part, expected) => {
    scenario.putPullRequest({});
    respondAt(part, 500);
    expect(await getPullRequest()).toMatchObject({ title: 'Fix flaky login test', ...expected });
  });

  test.each(['/status?', '/branches/', '/reviews'])(
    '%s reports a rate limit (S5)',
    async (part) => {
      scenario.putPullRequest({});
      respondAt(part, 429, { 'retry-after': '90' });
      const retryInMs = 90_000;
      expect(await fetchStatus()).toEqual({ kind: 'rate_limited', retryInMs });
    },
  );

  test('the reviews fail the row, so that an approval is not lost (S9)', async () => {
    scenario.putPullRequest({});
    respondAt('/reviews', 500);
    expect(await fetchStatus()).toMatchObject({ kind: 'failed' });
  });

  test('the target repository fails the row of a fork (S9)', async () => {
    const { url } = scenario.putPullRequest({ from: 'fork' });
    respondAt('/repos/acme/app', 404);
    const outcome = await fetchStatus({ url, state: 'open' }, scenario.fork);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });
});
