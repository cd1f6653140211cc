import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StubResponse } from '../testing/forge-double.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { type GitLabScenario, startGitLabScenario } from './testing/start-scenario.ts';

let tested: GitLabScenario;
const { branch, headSha } = samplePullRequest;
const path = 'login.test.ts';

beforeEach(async () => {
  tested = await startGitLabScenario();
});

afterEach(() => tested[Symbol.asyncDispose]());

function fetchFileDiff(pullRequestUrl: string | undefined, ofPath = path) {
  const { forge, repository, access } = tested;
  const request = { repository, branch, pullRequestUrl, path: ofPath, previousPath: null };
  return forge.fetchFileDiff(request, access);
}

/** Answers paths that contain one of the names so, instead of the world. */
function answer(answers: Record<string, StubResponse>): void {
  tested.server.override(({ path: asked }) => {
    return Object.entries(answers).find(([name]) => asked.includes(name))?.[1];
  });
}

function piece(more: Record<string, unknown>) {
  return { old_path: path, new_path: path, a_mode: '100644', b_mode: '100644', ...more };
}

const module = '@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n';

describe('of a merge request', () => {
  test('takes three calls however many files there are', async () => {
    const { url } = tested.putPullRequest({});
    expect(await fetchFileDiff(url)).toMatchObject({ kind: 'text', headSha });
    expect(tested.server.takeCalls()).toHaveLength(3);
  });

  test('is told by the list where no file tells it', async () => {
    const { url } = tested.putPullRequest({});
    const pieces = [piece({ old_path: 'lib', new_path: 'lib', diff: module })];
    answer({ '/diffs?': { body: pieces } });
    const outcome = await fetchFileDiff(url, 'lib');
    expect(outcome).toMatchObject({ kind: 'text' });
    expect(outcome.kind === 'text' && outcome.diff).toContain('+Subproject commit 2');
  });

  test('is a mode alone where the text is the same', async () => {
    const { url } = tested.putPullRequest({});
    const pieces = [piece({ b_mode: '100755', diff: '' })];
    answer({ '/files/': { body: 'same\n' }, '/diffs?': { body: pieces } });
    const outcome = await fetchFileDiff(url);
    expect(outcome.kind === 'text' && outcome.diff).toContain('\nnew mode 100755\n');
  });

  test('is told by the list until GitLab knows both commits', async () => {
    const { url } = tested.putPullRequest({});
    tested.server.world.overlays.set(12, { diff_refs: null, sha: null });
    expect(await fetchFileDiff(url)).toMatchObject({ kind: 'text', headSha: null });
  });

  test('has no path that leads elsewhere', async () => {
    const { url } = tested.putPullRequest({});
    expect(await fetchFileDiff(url, '..')).toEqual({ kind: 'no_file' });
    const calls = tested.server.takeCalls();
    expect(calls.filter((call) => call.includes('/repository/'))).toEqual([]);
  });
});

describe('of a branch', () => {
  test('is what the comparison shows, in two calls', async () => {
    tested.putBranchDiff(branch, samplePullRequest.diff);
    expect(await fetchFileDiff(undefined)).toMatchObject({ kind: 'text', headSha: 'c'.repeat(40) });
    expect(tested.server.takeCalls()).toHaveLength(2);
  });

  test.each([['too_large'], ['collapsed']])(
    'is made of both sides where the comparison has it %s',
    async (flag) => {
      tested.putBranchDiff(branch, samplePullRequest.diff);
      const commit = { id: 'c'.repeat(40) };
      const diffs = [piece({ diff: '', [flag]: true })];
      answer({ '/compare?': { body: { commit, diffs } } });
      const outcome = await fetchFileDiff(undefined);
      expect(outcome.kind === 'text' && outcome.diff).toContain('+  await login();');
    },
  );

  test('is none of the default branch', async () => {
    const { forge, repository, access } = tested;
    const request = { repository, branch: 'main', pullRequestUrl: undefined };
    const outcome = await forge.fetchFileDiff({ ...request, path, previousPath: null }, access);
    expect(outcome).toEqual({ kind: 'no_file' });
  });
});

test('a patch beyond the cap is too large', async () => {
  await using capped = await startGitLabScenario({ diffLimitBytes: 50 });
  const { url } = capped.putPullRequest({});
  const { forge, repository, access } = capped;
  const request = { repository, branch, pullRequestUrl: url, path, previousPath: null };
  expect(await forge.fetchFileDiff(request, access)).toEqual({ kind: 'too_large' });
});
