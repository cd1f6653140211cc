import { describe, expect, test } from 'vitest';
import { awkwardDiff } from '../testing/diff-fixtures.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { type BitbucketScenario, startBitbucketScenario } from './testing/start-scenario.ts';

const { branch, diff, headSha } = samplePullRequest;
const path = 'login.test.ts';

function fetchFileDiff(
  { forge, access, repository }: BitbucketScenario,
  pullRequestUrl: string | undefined,
  paths = { path, previousPath: null as string | null },
) {
  return forge.fetchFileDiff({ repository, branch, pullRequestUrl, ...paths }, access);
}

function findDiffCall({ server }: BitbucketScenario): string | undefined {
  return server.takeCalls().find((call) => call.startsWith('acme/app/diff/'));
}

describe('the diff of a file of a pull request', () => {
  test('is requested from the URL that the full diff redirects to', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({ from: 'fork' });
    expect(await fetchFileDiff(scenario, url)).toEqual({ kind: 'text', diff, headSha });
    expect(findDiffCall(scenario)).toMatch(
      /^acme\/app\/diff\/bob\/app:1{12}%0D\w{12}\?from_pullrequest_id=12&topic=true&path=login\.test\.ts$/,
    );
  });

  test('requests both paths of a moved file', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({ diff: awkwardDiff });
    await fetchFileDiff(scenario, url, { path: 'docs/guide.md', previousPath: 'guide.md' });
    expect(findDiffCall(scenario)).toMatch(/&path=guide\.md&path=docs%2Fguide\.md$/);
  });

  test('follows the redirect when the fork was deleted', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({});
    const { body } = await readPullRequestJson(scenario);
    const source = { ...body.source, repository: null };
    scenario.server.put('/repositories/acme/app/pullrequests/12', { body: { ...body, source } });
    expect(await fetchFileDiff(scenario, url)).toMatchObject({ kind: 'text', diff });
  });

  test('is found in a full diff as well', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({});
    scenario.server.override(({ path: requested }) =>
      requested.includes('/app/diff/') ? { body: `${awkwardDiff}${diff}` } : undefined,
    );
    expect(await fetchFileDiff(scenario, url)).toMatchObject({ kind: 'text', diff });
  });

  test('is too large when Bitbucket takes too long', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({});
    scenario.server.override(({ path: requested }) =>
      requested.includes('/app/diff/') ? { status: 555, body: 'timed out' } : undefined,
    );
    expect(await fetchFileDiff(scenario, url)).toEqual({ kind: 'too_large' });
  });
});

test('finds no file in the diff of the default branch', async () => {
  await using scenario = await startBitbucketScenario();
  const { forge, access, repository } = scenario;
  const request = { repository, branch: 'main', pullRequestUrl: undefined };
  const outcome = await forge.fetchFileDiff({ ...request, path, previousPath: null }, access);
  expect(outcome).toEqual({ kind: 'no_file' });
});

test('reports a patch beyond the limit as too large', async () => {
  await using scenario = await startBitbucketScenario({ diffLimitBytes: 50 });
  const { url } = scenario.putPullRequest({});
  expect(await fetchFileDiff(scenario, url)).toEqual({ kind: 'too_large' });
});

async function readPullRequestJson({ server, credential }: BitbucketScenario) {
  const response = await fetch(`${server.origins.api}/repositories/acme/app/pullrequests/12`, {
    headers: { authorization: credential.value },
  });
  return { body: (await response.json()) as { source: object } };
}

const content = 'export const login = 1;\n';
const sourcePath = 'src/login.ts';

function fetchFile(
  { forge, access, repository }: BitbucketScenario,
  ref: string,
  path = sourcePath,
) {
  return forge.fetchFile({ repository, ref, path }, access);
}

test('requests a file of a branch by its commit', async () => {
  await using scenario = await startBitbucketScenario();
  const branch = 'agent/fix/login';
  const hash = await scenario.server.world.files.put({
    from: 'repository',
    branch,
    path: sourcePath,
    content,
  });
  expect(await fetchFile(scenario, branch)).toEqual({ kind: 'text', text: content });
  expect(scenario.server.takeCalls()).toEqual([
    'acme/app/refs/branches/agent/fix/login',
    `acme/app/src/${hash}/src/login.ts`,
  ]);
});

test('requests a full commit hash directly', async () => {
  await using scenario = await startBitbucketScenario();
  await fetchFile(scenario, '1'.repeat(40));
  const [first] = scenario.server.takeCalls();
  expect(first).toBe(`acme/app/src/${'1'.repeat(40)}/src/login.ts`);
});

test('takes an abbreviated hash as a commit when no branch has that name', async () => {
  await using scenario = await startBitbucketScenario();
  scenario.server.put('/repositories/acme/app/src/111111111111/src/login.ts', { body: content });
  expect(await fetchFile(scenario, '1'.repeat(12))).toEqual({ kind: 'text', text: content });
});

test('reports a folder as no file', async () => {
  await using scenario = await startBitbucketScenario();
  const values = [{ path: 'src/login.ts', type: 'commit_file' }];
  const hash = '1'.repeat(40);
  scenario.server.put(`/repositories/acme/app/src/${hash}/src`, { body: { pagelen: 10, values } });
  expect(await fetchFile(scenario, hash, 'src')).toEqual({ kind: 'no_file' });
});

test('reads a file that looks like the list of a folder', async () => {
  await using scenario = await startBitbucketScenario();
  const body = { values: [{ path: 'elsewhere/login.ts' }] };
  const hash = '1'.repeat(40);
  scenario.server.put(`/repositories/acme/app/src/${hash}/src`, { body });
  const text = JSON.stringify(body);
  expect(await fetchFile(scenario, hash, 'src')).toEqual({ kind: 'text', text });
});

test('does not request a path outside the repository', async () => {
  await using scenario = await startBitbucketScenario();
  const outcome = await fetchFile(scenario, '1'.repeat(40), '../../hooks');
  expect(outcome).toEqual({ kind: 'no_file' });
  expect(scenario.server.takeCalls()).toEqual(['acme/app']);
});
