import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DiffOutcome } from '../forge.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { toDiffJson } from './testing/diff-json.ts';
import { app } from './testing/json-answers.ts';
import {
  type BitbucketDataCenterScenario,
  startBitbucketDataCenterScenario,
} from './testing/start-scenario.ts';

const { branch, diff: sample } = samplePullRequest;
const repositoryCall = 'GET /projects/ACME/repos/app';
const own = `${repositoryCall}/pull-requests/12`;
const file = { path: 'login.test.ts', status: 'modified', additions: 3, deletions: 1 };

let tested: BitbucketDataCenterScenario;

beforeEach(async () => {
  tested = await startBitbucketDataCenterScenario();
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

function fetchDiff(pullRequestUrl?: string, testedBranch = branch): Promise<DiffOutcome> {
  const request = { repository: app, branch: testedBranch, pullRequestUrl };
  return tested.forge.fetchDiff(request, tested.access);
}

describe('the diff of a pull request', () => {
  test('is the text that git prints', async () => {
    const { url } = tested.putPullRequest({});
    expect(await fetchDiff(url)).toMatchObject({ kind: 'diff', diff: sample });
    expect(tested.server.takeCalls()).toEqual([own, `${own}.diff`]);
  });

  test.each([{ status: 404 }, { status: 406 }, { body: '<html>' }])(
    'is built from JSON when that text is not available: %j',
    async (answer) => {
      const { url } = tested.putPullRequest({});
      tested.server.put(`${own}.diff`, answer);
      const outcome = await fetchDiff(url);
      expect(outcome).toMatchObject({ kind: 'diff', truncated: false, files: [file] });
      const made = sample.replace(/^index .*\n/m, '');
      expect(outcome).toMatchObject({ diff: made });
    },
  );

  test('only lists all files when Bitbucket cut it', async () => {
    const { url } = tested.putPullRequest({});
    tested.server.put(`${own}.diff`, { status: 404 });
    tested.server.put(`${own}/diff`, { body: { ...toDiffJson(sample, 0), truncated: true } });
    const values = ['login.test.ts', 'z.ts'].map((name) => {
      return { path: { toString: name }, type: 'MODIFY' };
    });
    tested.server.put(`${own}/changes`, { body: { values, isLastPage: true } });
    const unseen = { path: 'z.ts', additions: 0, deletions: 0 };
    const expected = { kind: 'diff', diff: '', truncated: true, files: [file, unseen] };
    expect(await fetchDiff(url)).toMatchObject(expected);
  });

  test('lists at least the files of the pages that are read', async () => {
    const { url } = tested.putPullRequest({});
    tested.server.put(`${own}.diff`, { body: '' });
    const values = [{ path: { toString: 'a.ts' }, type: 'MODIFY' }];
    tested.server.put(`${own}/changes`, { body: { values, isLastPage: false, nextPageStart: 1 } });
    expect(await fetchDiff(url)).toMatchObject({ truncated: true, filesAtLeast: true });
  });

  test('reports a failed request', async () => {
    const { url } = tested.putPullRequest({});
    tested.server.put(`${own}.diff`, { status: 500 });
    expect(await fetchDiff(url)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unavailable' },
    });
  });

  test('is not shown as no changes while Bitbucket lists changed files', async () => {
    const { url } = tested.putPullRequest({});
    tested.server.put(`${own}.diff`, { body: '' });
    expect(await fetchDiff(url)).toMatchObject({ truncated: true, files: [file] });
  });

  test('is not requested for a pull request of another forge', async () => {
    const url = 'https://elsewhere.test/projects/ACME/repos/app/pull-requests/12';
    expect(await fetchDiff(url)).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
    expect(tested.requests).toEqual([]);
  });
});

describe('the diff of a branch', () => {
  test('compares with the default branch, by full refs', async () => {
    tested.putBranchDiff('agent/a&b', sample);
    const outcome = await fetchDiff(undefined, 'agent/a&b');
    expect(outcome).toMatchObject({ headSha: 'e'.repeat(40), files: [file], truncated: false });
    const compared = tested.requests.find(({ path }) => path.includes('/compare/diff'));
    const { searchParams } = new URL(compared?.path ?? '', 'http://x');
    expect(searchParams.get('from')).toBe('refs/heads/agent/a&b');
    expect(searchParams.get('to')).toBe('refs/heads/main');
  });

  test('is empty for the default branch', async () => {
    expect(await fetchDiff(undefined, 'main')).toMatchObject({ kind: 'diff', files: [], diff: '' });
  });

  test('finds the default branch of an old version', async () => {
    tested.putBranchDiff(branch, sample);
    tested.server.put(`${repositoryCall}/default-branch`, { status: 404 });
    const body = { id: 'refs/heads/main', displayId: 'main' };
    tested.server.put(`${repositoryCall}/branches/default`, { body });
    expect(await fetchDiff()).toMatchObject({ kind: 'diff', files: [file] });
  });

  test('fails without a default branch', async () => {
    tested.server.put(`${repositoryCall}/default-branch`, { status: 404 });
    expect(await fetchDiff()).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('does not depend on the head commit', async () => {
    tested.putBranchDiff(branch, sample);
    tested.server.put(`${repositoryCall}/commits`, { status: 500 });
    expect(await fetchDiff()).toMatchObject({ kind: 'diff', headSha: null, files: [file] });
  });
});
