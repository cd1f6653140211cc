import { expect, test } from 'vitest';
import type { DiffOutcome } from '../../forge.ts';
import { type ForgeScenario, samplePullRequest } from '../forge-scenario.ts';
import type { StartScenario } from './asking.ts';

const changed = {
  path: 'login.test.ts',
  previousPath: null,
  status: 'modified',
  additions: 3,
  deletions: 1,
  binary: false,
};

export function testDiffs(start: StartScenario): void {
  test('the diff of a pull request is unified, with its files', async () => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({});
    const diff = await fetchDiff(scenario, url);
    expect(diff).toMatchObject({ pullRequestUrl: url, headSha, truncated: false });
    expectSample(diff);
  });

  test('the diff of a fork’s pull request is asked for by the fork’s row', async () => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({ from: 'fork' });
    const diff = await fetchDiff({ ...scenario, repository: scenario.fork }, url);
    expect(diff).toMatchObject({ pullRequestUrl: url, headSha });
    expectSample(diff);
  });

  test('the diff of a branch without one is since it left the default branch', async () => {
    await using scenario = await start();
    scenario.putBranchDiff(samplePullRequest.branch, samplePullRequest.diff);
    const diff = await fetchDiff(scenario, undefined);
    expect(diff).toMatchObject({ pullRequestUrl: null, truncated: false });
    expectSample(diff);
  });

  test('a diff over the limit is left out, and its files are listed', async () => {
    await using scenario = await start({ diffLimitBytes: 50 });
    const { url } = scenario.putPullRequest({});
    scenario.putBranchDiff(samplePullRequest.branch, samplePullRequest.diff);
    for (const asked of [url, undefined]) {
      const diff = await fetchDiff(scenario, asked);
      expect(diff).toMatchObject({ truncated: true, diff: '' });
      expect(diff.files.map(({ path }) => path)).toEqual([changed.path]);
    }
  });

  test.each([undefined, 12])('what is not there fails: pull request %s', async (number) => {
    await using scenario = await start();
    const { forge, access, repository } = scenario;
    const missing = { owner: repository.owner, name: 'missing' };
    const pullRequestUrl =
      number === undefined ? undefined : forge.toPullRequestUrl({ repository, number });
    const request = { repository: missing, branch: 'agent/login', pullRequestUrl };
    expect((await forge.fetchDiff(request, access)).kind).toBe('failed');
  });
}

type Diff = Extract<DiffOutcome, { kind: 'diff' }>;

async function fetchDiff(
  { forge, access, repository }: Pick<ForgeScenario, 'forge' | 'access' | 'repository'>,
  pullRequestUrl: string | undefined,
): Promise<Diff> {
  const { branch } = samplePullRequest;
  const outcome = await forge.fetchDiff({ repository, branch, pullRequestUrl }, access);
  if (outcome.kind !== 'diff') throw new Error(JSON.stringify(outcome));
  return outcome;
}

function expectSample({ files, diff }: Diff): void {
  expect(files).toEqual([changed]);
  const lines = diff.split('\n');
  expect(lines[0]).toBe('diff --git a/login.test.ts b/login.test.ts');
  const sample = samplePullRequest.diff.split('\n');
  const body = sample.slice(sample.indexOf('--- a/login.test.ts'));
  for (const line of body.filter((text) => !text.startsWith('@@') && text !== '')) {
    expect(lines).toContain(line);
  }
  expect(diff).toMatch(/^@@ -1,3 \+1,5 @@/m);
}
