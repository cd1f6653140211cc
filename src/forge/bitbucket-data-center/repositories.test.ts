import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StatusRequest } from '../forge.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { errorJson } from './testing/json-answers.ts';
import {
  type BitbucketDataCenterScenario,
  startBitbucketDataCenterScenario,
} from './testing/start-scenario.ts';

const { branch } = samplePullRequest;
const former = { owner: 'ACME', name: 'former' };
const appId = '1';

let tested: BitbucketDataCenterScenario;

beforeEach(async () => {
  tested = await startBitbucketDataCenterScenario();
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

/** Bitbucket redirects from the names that a repository had, until another one takes them. */
function redirectFormer(to: string): void {
  tested.server.override(({ path }) => {
    const rest = /^\/projects\/ACME\/repos\/former(.*)$/.exec(path);
    return rest ? { status: 301, headers: { location: `${to}${rest[1]}` }, body: '' } : undefined;
  });
}

async function fetchFormer(row: Partial<StatusRequest> = {}) {
  const request = { repository: former, branch, known: undefined, ...row };
  const [outcome] = await tested.forge.fetchStatuses([request], tested.access);
  return outcome;
}

test.each([undefined, appId])(
  'follows the redirect from a former name to the pull request, with the id %s',
  async (repositoryId) => {
    const { url } = tested.putPullRequest({});
    redirectFormer(`${tested.server.apiBaseUrl}/projects/ACME/repos/app`);
    const knownUrl = tested.forge.toPullRequestUrl({ repository: former, number: 12 });
    for (const known of [undefined, { url: knownUrl, state: 'open' } as const]) {
      expect(await fetchFormer({ repositoryId, known })).toMatchObject({
        kind: 'refreshed',
        pullRequest: { url },
        repository: { name: 'ACME/app', id: appId },
      });
    }
  },
);

test('follows the redirect when there is no pull request', async () => {
  redirectFormer(`${tested.server.apiBaseUrl}/projects/ACME/repos/app`);
  expect(await fetchFormer({ repositoryId: appId })).toMatchObject({
    kind: 'no_pull_request',
    repository: { name: 'ACME/app', id: appId },
  });
});

test('never follows a redirect to another host', async () => {
  await using other = await startBitbucketDataCenterScenario();
  other.putPullRequest({});
  redirectFormer(`${other.server.apiBaseUrl}/projects/ACME/repos/app`);
  expect(await fetchFormer({ repositoryId: appId })).toMatchObject({ kind: 'failed' });
  expect(other.requests).toEqual([]);
});

test('follows a repository that was moved to another project, although its project is gone', async () => {
  const { url } = tested.putPullRequest({});
  tested.server.override(({ path }) =>
    path.startsWith('/projects/GONE/')
      ? { status: 404, body: errorJson('project.NoSuchProjectException', 'No such project.') }
      : undefined,
  );
  const repository = { owner: 'GONE', name: 'app' };
  expect(await fetchFormer({ repository, repositoryId: appId })).toMatchObject({
    kind: 'refreshed',
    pullRequest: { url },
  });
});

test('finds the repository behind one whose fields it cannot read', async () => {
  const { url } = tested.putPullRequest({});
  tested.server.override(({ path, url: { searchParams } }) => {
    if (!path.startsWith('/projects/ACME/repos?') || searchParams.has('start')) return undefined;
    return { body: { values: [{ id: 5 }], isLastPage: false, nextPageStart: 0 } };
  });
  expect(await fetchFormer({ repositoryId: appId })).toMatchObject({ pullRequest: { url } });
});

test('keeps what is known while a list of repositories cannot be read', async () => {
  tested.server.override(({ path }) =>
    path.startsWith('/repos?') ? { status: 503, body: '' } : undefined,
  );
  const outcome = await fetchFormer({ repository: tested.fork, repositoryId: '77' });
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
});
