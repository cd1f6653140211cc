import { expect, test } from 'vitest';
import type { CommitsOutcome } from '../../pull-request-text.ts';
import type { ForgeScenario, ScenarioCommit } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

export function testCommits(start: StartScenario, listsCommits: boolean): void {
  if (listsCommits) testListedCommits(start);

  test('fails for a missing pull request', async () => {
    await using scenario = await start();
    const { forge, repository } = scenario;
    const missing = forge.toPullRequestUrl({ repository, number: 99 });
    const outcome = await fetchCommits(scenario, missing);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('returns the rate limit (S5)', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ commitList: [toCommit(1)] });
    scenario.fail(scenario.rateLimitFault(90));
    const retryInMs = 90_000;
    expect(await fetchCommits(scenario, url)).toMatchObject({ kind: 'rate_limited', retryInMs });
  });
}

function testListedCommits(start: StartScenario): void {
  test('returns commits oldest first, with title, author, time and page', async () => {
    await using scenario = await start();
    const { forge, repository } = scenario;
    const commitList = [
      toCommit(1, { message: 'Wait for the login\n\nIt waited for nothing.' }),
      toCommit(2, { author: 'bob' }),
      toCommit(3),
    ];
    const { commits, truncated } = await getCommits(scenario, commitList);
    expect(truncated).toBe(false);
    expect(commits.map(({ sha }) => sha)).toEqual(commitList.map(({ sha }) => sha));
    expect(commits.map(({ title }) => title)).toEqual([
      'Wait for the login',
      'Commit 2',
      'Commit 3',
    ]);
    expect(commits.map(({ author }) => author)).toEqual(['ada', 'bob', 'ada']);
    expect(commits.map(({ authoredAt }) => authoredAt)).toEqual(
      commitList.map(({ authoredAt }) => authoredAt),
    );
    for (const { url, sha } of commits) expect(url).toBe(forge.toCommitUrl(repository, sha));
  });

  test('returns the list again after a commit was added', async () => {
    await using scenario = await start();
    await getCommits(scenario, [toCommit(1)]);
    const { commits } = await getCommits(scenario, [toCommit(1), toCommit(2)]);
    expect(commits).toHaveLength(2);
  });

  test('cleans and cuts titles', async () => {
    await using scenario = await start();
    const { commits } = await getCommits(scenario, [
      toCommit(1, { message: 'a\u0007b\u202ec\nSecond line' }),
      toCommit(2, { message: 'x'.repeat(5_000) }),
    ]);
    expect(commits[0]?.title).toBe('a b c');
    expect(commits[1]?.title).toHaveLength(300);
  });

  test('reads several pages and reports what is left out', async () => {
    await using scenario = await start();
    const many = Array.from({ length: 300 }, (_, index) => toCommit(index + 1));
    const { commits, truncated } = await getCommits(scenario, many);
    // How many there are depends on the forge's pages; what is left out is reported.
    expect(commits.length).toBeGreaterThanOrEqual(15);
    expect(commits.length).toBeLessThanOrEqual(250);
    expect(truncated).toBe(true);
    expect(commits.map(({ sha }) => sha)).toEqual(commits.map(({ sha }) => sha).toSorted());
  });

  test('returns no commits when there are none', async () => {
    await using scenario = await start();
    expect(await getCommits(scenario, [])).toMatchObject({ commits: [], truncated: false });
  });
}

function toCommit(number: number, change: Partial<ScenarioCommit> = {}): ScenarioCommit {
  return {
    sha: number.toString(16).padStart(40, '0'),
    message: `Commit ${number}`,
    author: 'ada',
    authoredAt: new Date(Date.parse('2026-01-01T09:00:00Z') + number * 1_000),
    ...change,
  };
}

function fetchCommits(
  { forge, access, repository }: ForgeScenario,
  pullRequestUrl: string,
): Promise<CommitsOutcome> {
  return forge.fetchCommits({ repository, pullRequestUrl }, access);
}

async function getCommits(scenario: ForgeScenario, commitList: ScenarioCommit[]) {
  const { url } = scenario.putPullRequest({ commitList, commits: commitList.length });
  const outcome = await fetchCommits(scenario, url);
  if (outcome.kind !== 'commits') throw new Error(JSON.stringify(outcome));
  return outcome;
}
