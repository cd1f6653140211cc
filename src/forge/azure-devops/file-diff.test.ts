import { expect, test } from 'vitest';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { startAzureDevOpsScenario } from './testing/start-scenario.ts';

const { branch, diff, headSha } = samplePullRequest;
const path = 'login.test.ts';

test('reads only the requested file of a pull request', async () => {
  await using scenario = await startAzureDevOpsScenario();
  const { forge, access, repository, server } = scenario;
  const { url } = scenario.putPullRequest({ diff: `${diff}${diff.replaceAll('login', 'logout')}` });
  const request = { repository, branch, pullRequestUrl: url, path, previousPath: null };
  expect(await forge.fetchFileDiff(request, access)).toMatchObject({ kind: 'text', headSha });
  // The pull request, its changes, and both sides.
  expect(server.takeCalls()).toHaveLength(4);
});

test('reports a file beyond the limit as too large', async () => {
  await using scenario = await startAzureDevOpsScenario({ diffLimitBytes: 50 });
  const { forge, access, repository } = scenario;
  const { url } = scenario.putPullRequest({});
  const request = { repository, branch, pullRequestUrl: url, path, previousPath: null };
  expect(await forge.fetchFileDiff(request, access)).toEqual({ kind: 'too_large' });
});

test('finds no file in the diff of the default branch', async () => {
  await using scenario = await startAzureDevOpsScenario();
  const { forge, access, repository } = scenario;
  const request = { repository, branch: 'main', pullRequestUrl: undefined };
  const outcome = await forge.fetchFileDiff({ ...request, path, previousPath: null }, access);
  expect(outcome).toEqual({ kind: 'no_file' });
});
