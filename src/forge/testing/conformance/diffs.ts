import { expect, test } from 'vitest';
import type { DiffOutcome } from '../../forge.ts';
import { type ForgeScenario, getPullRequest, samplePullRequest } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

const changed = {
  path: 'login.test.ts',
  previousPath: null,
  status: 'modified',
  additions: 3,
  deletions: 1,
  binary: false,
};

export function testDiffs(start: StartScenario): void {
  test('fetches a pull request’s diff in unified form with its files', async () => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({});
    const diff = await fetchDiff(scenario, url);
    expect(diff).toMatchObject({ pullRequestUrl: url, headSha, truncated: false });
    expectSample(diff);
  });

  test('fetches the diff of a fork’s pull request for the fork’s branch', async () => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({ from: 'fork' });
    const diff = await fetchDiff({ ...scenario, repository: scenario.fork }, url);
    expect(diff).toMatchObject({ pullRequestUrl: url, headSha });
    expectSample(diff);
  });

  test('fetches the diff of a branch without a pull request against the default branch', async () => {
    await using scenario = await start();
    scenario.putBranchDiff(samplePullRequest.branch, samplePullRequest.diff);
    const diff = await fetchDiff(scenario, undefined);
    expect(diff).toMatchObject({ pullRequestUrl: null, truncated: false });
    expectSample(diff);
  });

  test('omits a diff over the limit and lists its files', async () => {
    await using scenario = await start({ diffLimitBytes: 50 });
    const { url } = scenario.putPullRequest({});
    scenario.putBranchDiff(samplePullRequest.branch, samplePullRequest.diff);
    for (const pullRequestUrl of [url, undefined]) {
      const diff = await fetchDiff(scenario, pullRequestUrl);
      expect(diff).toMatchObject({ truncated: true, diff: '' });
      expect(diff.files.map(({ path }) => path)).toEqual([changed.path]);
    }
  });

  test('never shows a diff as whole while the forge counts more files', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ changedFiles: 2 });
    const { changedFiles } = await getPullRequest(scenario);
    // A forge that counts the files of this very diff cannot contradict it.
    const isWhole = changedFiles === 1;
    const diff = await fetchDiff(scenario, url);
    expect(diff).toMatchObject({ truncated: !isWhole, filesAtLeast: !isWhole });
    expect(diff.files.map(({ path }) => path)).toEqual([changed.path]);
  });

  test.each([undefined, 12])('fails for a missing repository (pull request %s)', async (number) => {
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
