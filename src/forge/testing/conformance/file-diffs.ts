import { describe, expect, test } from 'vitest';
import { parseDiffFiles } from '../../diff/parse-files.ts';
import type { FileDiffOutcome, FileDiffRequest } from '../../forge.ts';
import { awkwardDiff, awkwardFiles } from '../diff-fixtures.ts';
import {
  type ForgeScenario,
  type ScenarioFileDiffs,
  samplePullRequest,
} from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

const path = 'login.test.ts';

export function testFileDiffs(start: StartScenario, { unreported = [] }: ScenarioFileDiffs): void {
  const testReported = (kind: keyof typeof awkwardFiles) => test.skipIf(unreported.includes(kind));

  test('is fetched for a pull request', async () => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({});
    const outcome = await fetchFileDiff(scenario, { pullRequestUrl: url });
    expectSample(outcome);
    expect(outcome).toMatchObject({ headSha });
  });

  test('is fetched for the branch of a fork’s pull request', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ from: 'fork' });
    const { fork: repository } = scenario;
    expectSample(await fetchFileDiff(scenario, { repository, pullRequestUrl: url }));
  });

  test('is fetched for a branch without a pull request', async () => {
    await using scenario = await start();
    scenario.putBranchDiff(samplePullRequest.branch, samplePullRequest.diff);
    expectSample(await fetchFileDiff(scenario, {}));
  });

  describe.each(['pull request', 'branch'])('in the diff of a %s', (of) => {
    const fetchAwkward = async (scenario: ForgeScenario, kind: keyof typeof awkwardFiles) => {
      const { url } = scenario.putPullRequest({ diff: awkwardDiff });
      scenario.putBranchDiff(samplePullRequest.branch, awkwardDiff);
      const { path: awkwardPath, previousPath } = awkwardFiles[kind];
      const pullRequestUrl = of === 'branch' ? undefined : url;
      return fetchFileDiff(scenario, { pullRequestUrl, path: awkwardPath, previousPath });
    };

    testReported('moved')('includes the previous path of a renamed file', async () => {
      await using scenario = await start();
      const diff = getText(await fetchAwkward(scenario, 'moved'));
      expect(parseDiffFiles(diff)).toEqual([
        {
          path: 'docs/guide.md',
          previousPath: 'guide.md',
          status: 'renamed',
          additions: 1,
          deletions: 1,
          binary: false,
        },
      ]);
      expect(diff.split('\n')).toEqual(
        expect.arrayContaining(['rename from guide.md', 'rename to docs/guide.md', '+Four.']),
      );
    });

    testReported('binary')('reports a binary file as binary', async () => {
      await using scenario = await start();
      const outcome = await fetchAwkward(scenario, 'binary');
      expect(outcome.kind).toBe('binary');
    });

    testReported('named')('preserves an unusual file name', async () => {
      await using scenario = await start();
      const diff = getText(await fetchAwkward(scenario, 'named'));
      expect(parseDiffFiles(diff)).toMatchObject([
        { path: awkwardFiles.named.path, previousPath: null, additions: 1, deletions: 1 },
      ]);
    });
  });

  test('is missing for a file that did not change', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({});
    scenario.putBranchDiff(samplePullRequest.branch, samplePullRequest.diff);
    for (const pullRequestUrl of [url, undefined]) {
      const outcome = await fetchFileDiff(scenario, { pullRequestUrl, path: 'logout.ts' });
      expect(outcome).toEqual({ kind: 'no_file' });
    }
  });

  test.each([undefined, 12])('fails for a missing repository (pull request %s)', async (number) => {
    await using scenario = await start();
    const { forge, repository: known } = scenario;
    const repository = { owner: known.owner, name: 'missing' };
    const pullRequestUrl =
      number === undefined ? undefined : forge.toPullRequestUrl({ repository, number });
    const outcome = await fetchFileDiff(scenario, { repository, pullRequestUrl });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('returns the rate limit (S5)', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({});
    scenario.fail(scenario.rateLimitFault(90));
    const retryInMs = 90_000;
    for (const pullRequestUrl of [url, undefined]) {
      const outcome = await fetchFileDiff(scenario, { pullRequestUrl });
      expect(outcome).toMatchObject({ kind: 'rate_limited', retryInMs });
    }
  });
}

function fetchFileDiff(
  { forge, access, repository }: ForgeScenario,
  change: Partial<FileDiffRequest>,
): Promise<FileDiffOutcome> {
  const { branch } = samplePullRequest;
  const request = { repository, branch, pullRequestUrl: undefined, path, previousPath: null };
  return forge.fetchFileDiff({ ...request, ...change }, access);
}

function getText(outcome: FileDiffOutcome): string {
  if (outcome.kind !== 'text') throw new Error(JSON.stringify(outcome));
  expect(outcome.diff).toMatch(/^diff --git /);
  expect(outcome.diff).toMatch(/\n$/);
  return outcome.diff;
}

function expectSample(outcome: FileDiffOutcome): void {
  const diff = getText(outcome);
  const file = { path, previousPath: null, status: 'modified', binary: false };
  expect(parseDiffFiles(diff)).toEqual([{ ...file, additions: 3, deletions: 1 }]);
  const lines = diff.split('\n');
  expect(lines[0]).toBe('diff --git a/login.test.ts b/login.test.ts');
  expect(lines).toEqual(expect.arrayContaining(['--- a/login.test.ts', '+++ b/login.test.ts']));
  expect(lines).toEqual(expect.arrayContaining(["-test('login', () => {});", '+  await login();']));
  expect(diff).toMatch(/^@@ -1,3 \+1,5 @@/m);
}
