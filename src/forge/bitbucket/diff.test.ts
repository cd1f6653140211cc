import { describe, expect, test } from 'vitest';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { type BitbucketScenario, startBitbucketScenario } from './testing/start-scenario.ts';

const { diff, headSha } = samplePullRequest;

function fetchDiff(scenario: BitbucketScenario, pullRequestUrl?: string, branch = 'agent/login') {
  const { forge, access, repository } = scenario;
  return forge.fetchDiff({ repository, branch, pullRequestUrl }, access);
}

describe('the diff of a pull request', () => {
  test('follows the redirect, and has the full hash of the head', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({});
    expect(await fetchDiff(scenario, url)).toMatchObject({ kind: 'diff', diff, headSha });
    const [first] = scenario.server.takeCalls().filter((call) => call.startsWith('acme/app/diff/'));
    expect(first).toContain('from_pullrequest_id=12');
  });

  test('only lists the files when Bitbucket takes too long', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({ changedFiles: 700 });
    const path = '/repositories/acme/app/pullrequests/12/diff';
    scenario.server.put(path, { status: 555, body: 'timed out' });
    const outcome = await fetchDiff(scenario, url);
    if (outcome.kind !== 'diff') throw new Error(JSON.stringify(outcome));
    expect(outcome).toMatchObject({ truncated: true, diff: '' });
    expect(outcome.files).toHaveLength(700);
  });

  test('lists at least the files of the pages that are read', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({});
    const own = '/repositories/acme/app/pullrequests/12';
    scenario.server.put(`${own}/diff`, { status: 555, body: 'timed out' });
    const next = `${scenario.server.origins.api}${own}/diffstat?page=2`;
    const values = [{ status: 'modified', new: { path: 'a.ts' }, old: { path: 'a.ts' } }];
    scenario.server.put(`${own}/diffstat`, { body: { values, next } });
    const outcome = await fetchDiff(scenario, url);
    expect(outcome).toMatchObject({ truncated: true, filesAtLeast: true });
  });

  test('is not shown as no changes while Bitbucket lists changed files', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({ changedFiles: 7, diff: '' });
    const outcome = await fetchDiff(scenario, url);
    if (outcome.kind !== 'diff') throw new Error(JSON.stringify(outcome));
    expect(outcome.truncated).toBe(true);
    expect(outcome.files).toHaveLength(7);
  });

  test('fails for a pull request of another forge', async () => {
    await using scenario = await startBitbucketScenario();
    const outcome = await fetchDiff(scenario, 'https://elsewhere.test/acme/app/pull-requests/12');
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
    expect(scenario.requests).toEqual([]);
  });
});

describe('the diff of a branch', () => {
  test('compares the commits of the branch and the default branch', async () => {
    await using scenario = await startBitbucketScenario();
    scenario.putBranchDiff('agent/a b#c', diff);
    const outcome = await fetchDiff(scenario, undefined, 'agent/a b#c');
    expect(outcome).toMatchObject({ kind: 'diff', diff, pullRequestUrl: null });
    const [repository, head, base, compared] = scenario.server.takeCalls();
    expect(repository).toBe('acme/app');
    expect(head).toBe('acme/app/refs/branches/agent/a%20b%23c');
    expect(base).toBe('acme/app/refs/branches/main');
    const ownHead = outcome.kind === 'diff' ? outcome.headSha : null;
    expect(compared).toMatch(
      new RegExp(`^acme/app/diff/${ownHead}\\.\\.[0-9a-f]{40}\\?topic=true$`),
    );
  });

  test('is empty for the default branch', async () => {
    await using scenario = await startBitbucketScenario();
    const outcome = await fetchDiff(scenario, undefined, 'main');
    expect(outcome).toMatchObject({ kind: 'diff', diff: '', files: [], truncated: false });
  });

  test('fails without a default branch', async () => {
    await using scenario = await startBitbucketScenario();
    const body = { full_name: 'acme/app', uuid: '{a}', mainbranch: null };
    scenario.server.put('/repositories/acme/app', { body });
    const outcome = await fetchDiff(scenario);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'malformed' } });
  });
});
