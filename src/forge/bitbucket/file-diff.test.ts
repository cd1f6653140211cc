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

describe('of a pull request', () => {
  test('is asked for between its commits, where the whole diff would redirect to', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({ from: 'fork' });
    expect(await fetchFileDiff(scenario, url)).toEqual({ kind: 'text', diff, headSha });
    expect(findDiffCall(scenario)).toMatch(
      /^acme\/app\/diff\/bob\/app:1{12}%0D\w{12}\?from_pullrequest_id=12&topic=true&path=login\.test\.ts$/,
    );
  });

  test('names both paths of a file that moved', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({ diff: awkwardDiff });
    await fetchFileDiff(scenario, url, { path: 'docs/guide.md', previousPath: 'guide.md' });
    expect(findDiffCall(scenario)).toMatch(/&path=guide\.md&path=docs%2Fguide\.md$/);
  });

  test('whose fork was deleted follows the redirect of the whole', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({});
    const { body } = await readPullRequestJson(scenario);
    const source = { ...body.source, repository: null };
    scenario.server.put('/repositories/acme/app/pullrequests/12', { body: { ...body, source } });
    expect(await fetchFileDiff(scenario, url)).toMatchObject({ kind: 'text', diff });
  });

  test('is found in a whole diff as well', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({});
    scenario.server.override(({ path: asked }) =>
      asked.includes('/app/diff/') ? { body: `${awkwardDiff}${diff}` } : undefined,
    );
    expect(await fetchFileDiff(scenario, url)).toMatchObject({ kind: 'text', diff });
  });

  test('that takes Bitbucket too long is too large', async () => {
    await using scenario = await startBitbucketScenario();
    const { url } = scenario.putPullRequest({});
    scenario.server.override(({ path: asked }) =>
      asked.includes('/app/diff/') ? { status: 555, body: 'timed out' } : undefined,
    );
    expect(await fetchFileDiff(scenario, url)).toEqual({ kind: 'too_large' });
  });
});

test('of the default branch is none', async () => {
  await using scenario = await startBitbucketScenario();
  const { forge, access, repository } = scenario;
  const request = { repository, branch: 'main', pullRequestUrl: undefined };
  const outcome = await forge.fetchFileDiff({ ...request, path, previousPath: null }, access);
  expect(outcome).toEqual({ kind: 'no_file' });
});

test('a patch beyond the cap is too large', async () => {
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
