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

/** Responds to paths that contain one of the names with its answer. */
function answer(answers: Record<string, StubResponse>): void {
  tested.server.override(({ path: requested }) => {
    return Object.entries(answers).find(([name]) => requested.includes(name))?.[1];
  });
}

function fileJson(more: Record<string, unknown>) {
  return { old_path: path, new_path: path, a_mode: '100644', b_mode: '100644', ...more };
}

const module = '@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n';

describe('the file diff of a merge request', () => {
  test('takes three calls, however many files there are', async () => {
    const { url } = tested.putPullRequest({});
    expect(await fetchFileDiff(url)).toMatchObject({ kind: 'text', headSha });
    expect(tested.server.takeCalls()).toHaveLength(3);
  });

  test('comes from the list of changes for a submodule', async () => {
    const { url } = tested.putPullRequest({});
    const files = [fileJson({ old_path: 'lib', new_path: 'lib', diff: module })];
    answer({ '/diffs?': { body: files } });
    const outcome = await fetchFileDiff(url, 'lib');
    expect(outcome).toMatchObject({ kind: 'text' });
    expect(outcome.kind === 'text' && outcome.diff).toContain('+Subproject commit 2');
  });

  test('shows a change of mode when the text is the same', async () => {
    const { url } = tested.putPullRequest({});
    const files = [fileJson({ b_mode: '100755', diff: '' })];
    answer({ '/files/': { body: 'same\n' }, '/diffs?': { body: files } });
    const outcome = await fetchFileDiff(url);
    expect(outcome.kind === 'text' && outcome.diff).toContain('\nnew mode 100755\n');
  });

  test('comes from the list of changes until GitLab reports both commits', async () => {
    const { url } = tested.putPullRequest({});
    tested.server.world.overlays.set(12, { diff_refs: null, sha: null });
    expect(await fetchFileDiff(url)).toMatchObject({ kind: 'text', headSha: null });
  });

  test('never requests a path that leaves the repository', async () => {
    const { url } = tested.putPullRequest({});
    expect(await fetchFileDiff(url, '..')).toEqual({ kind: 'no_file' });
    const calls = tested.server.takeCalls();
    expect(calls.filter((call) => call.includes('/repository/'))).toEqual([]);
  });
});

describe('the file diff of a branch', () => {
  test('comes from the comparison, in two calls', async () => {
    tested.putBranchDiff(branch, samplePullRequest.diff);
    expect(await fetchFileDiff(undefined)).toMatchObject({ kind: 'text', headSha: 'c'.repeat(40) });
    expect(tested.server.takeCalls()).toHaveLength(2);
  });

  test.each([['too_large'], ['collapsed']])(
    'is built from both sides when the comparison reports the file as %s',
    async (flag) => {
      tested.putBranchDiff(branch, samplePullRequest.diff);
      const commit = { id: 'c'.repeat(40) };
      const diffs = [fileJson({ diff: '', [flag]: true })];
      answer({ '/compare?': { body: { commit, diffs } } });
      const outcome = await fetchFileDiff(undefined);
      expect(outcome.kind === 'text' && outcome.diff).toContain('+  await login();');
    },
  );

  test('does not exist for the default branch', async () => {
    const { forge, repository, access } = tested;
    const request = { repository, branch: 'main', pullRequestUrl: undefined };
    const outcome = await forge.fetchFileDiff({ ...request, path, previousPath: null }, access);
    expect(outcome).toEqual({ kind: 'no_file' });
  });
});

test('reports a patch beyond the size limit as too large', async () => {
  await using capped = await startGitLabScenario({ diffLimitBytes: 50 });
  const { url } = capped.putPullRequest({});
  const { forge, repository, access } = capped;
  const request = { repository, branch, pullRequestUrl: url, path, previousPath: null };
  expect(await forge.fetchFileDiff(request, access)).toEqual({ kind: 'too_large' });
});
