import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StubResponse } from '../testing/forge-double.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { type GitLabScenario, startGitLabScenario } from './testing/start-scenario.ts';

let tested: GitLabScenario;
const { branch } = samplePullRequest;

beforeEach(async () => {
  tested = await startGitLabScenario();
});

afterEach(() => tested[Symbol.asyncDispose]());

function fetchDiff(pullRequestUrl?: string) {
  const { forge, repository, access } = tested;
  return forge.fetchDiff({ repository, branch, pullRequestUrl }, access);
}

/** Responds to paths that contain one of the names with its answer. */
function answer(answers: Record<string, StubResponse>): void {
  tested.server.override(({ path }) => {
    return Object.entries(answers).find(([name]) => path.includes(name))?.[1];
  });
}

const notFound = { status: 404, body: { error: '404 Not Found' } };
const login = { path: 'login.test.ts', additions: 3, deletions: 1 };

function fileJson(more: Record<string, unknown>) {
  return { old_path: 'a', new_path: 'a', a_mode: '100644', b_mode: '100644', ...more };
}

describe('the diff of a merge request', () => {
  test('is the raw diff, read in two calls', async () => {
    const { url } = tested.putPullRequest({});
    expect(await fetchDiff(url)).toMatchObject({ diff: samplePullRequest.diff, files: [login] });
    expect(tested.server.takeCalls()).toHaveLength(2);
  });

  test('is built from the changed files before 17.9', async () => {
    const { url } = tested.putPullRequest({});
    answer({ '/raw_diffs': notFound });
    expect(await fetchDiff(url)).toMatchObject({
      diff: samplePullRequest.diff.replace(/^index .*\n/m, ''),
      files: [login],
    });
  });

  test('is built from all pages of changed files', async () => {
    const { url } = tested.putPullRequest({ diff: toLargeDiff(70) });
    answer({ '/raw_diffs': notFound });
    const outcome = await fetchDiff(url);
    expect(outcome.kind === 'diff' && outcome.files).toHaveLength(70);
  });

  test('is built from one response before 15.7', async () => {
    const { url } = tested.putPullRequest({});
    const changes = [fileJson({ diff: '@@ -1 +1 @@\n-a\n+b\n' })];
    const body = { ...samplePullRequest, changes, overflow: false };
    answer({ '/raw_diffs': notFound, '/diffs': notFound, '/changes': { body } });
    expect(await fetchDiff(url)).toMatchObject({
      truncated: false,
      files: [{ path: 'a', additions: 1, deletions: 1 }],
    });
  });

  test('is truncated when GitLab omits a part of it', async () => {
    const { url } = tested.putPullRequest({});
    const files = [
      fileJson({ diff: '@@ -1 +1 @@\n-a\n+b\n' }),
      fileJson({ diff: '', collapsed: true }),
    ];
    answer({ '/raw_diffs': notFound, '/diffs': { body: files } });
    const outcome = await fetchDiff(url);
    expect(outcome).toMatchObject({ truncated: true, diff: '' });
    expect(outcome.kind === 'diff' && outcome.files).toHaveLength(2);
  });

  test('is unknown while GitLab has not compared the branches yet', async () => {
    const { url } = tested.putPullRequest({ mergeability: 'conflicting', diff: '' });
    tested.server.world.overlays.set(12, { diff_refs: null, sha: null, changes_count: null });
    answer({ '/raw_diffs': { status: 500, body: {} } });
    const expected = { kind: 'failed', failure: { kind: 'unavailable' } };
    expect(await fetchDiff(url)).toMatchObject(expected);
    tested.server.override(() => undefined);
    expect(await fetchDiff(url)).toMatchObject(expected);
  });

  test('is not shown as no changes while GitLab counts 794 changed files', async () => {
    const { url } = tested.putPullRequest({ changedFiles: 794, diff: '' });
    const outcome = await fetchDiff(url);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
    expect(outcome).toHaveProperty('failure.message', expect.stringContaining('794 changed files'));
  });

  test('is built from the changed files when the raw diff is empty', async () => {
    const { url } = tested.putPullRequest({});
    answer({ '/raw_diffs': { body: '' } });
    expect(await fetchDiff(url)).toMatchObject({ truncated: false, files: [login] });
  });

  test('lists at least the files that GitLab lists of more than it counts', async () => {
    const { url } = tested.putPullRequest({});
    tested.server.world.overlays.set(12, { changes_count: '1000+' });
    answer({ '/raw_diffs': { status: 500, body: '' } });
    const outcome = await fetchDiff(url);
    expect(outcome).toMatchObject({ truncated: true, filesAtLeast: true, files: [login] });
  });

  test('is empty when GitLab counts no changes', async () => {
    const { url } = tested.putPullRequest({ changedFiles: 0, diff: '' });
    expect(await fetchDiff(url)).toMatchObject({ kind: 'diff', truncated: false, files: [] });
  });

  test('fails when the token may not read it', async () => {
    const { url } = tested.putPullRequest({});
    answer({ '/raw_diffs': { status: 403, body: { message: '403 Forbidden' } } });
    expect(await fetchDiff(url)).toMatchObject({ failure: { kind: 'forbidden' } });
  });
});

describe('the diff of a branch', () => {
  test('compares with the default branch, whatever the name of the branch', async () => {
    const name = 'a b&to=main#';
    tested.putBranchDiff(name, samplePullRequest.diff);
    const { forge, repository, access } = tested;
    const request = { repository, branch: name, pullRequestUrl: undefined };
    const headSha = 'c'.repeat(40);
    expect(await forge.fetchDiff(request, access)).toMatchObject({ files: [login], headSha });
  });

  test('is empty for the default branch', async () => {
    const { forge, repository, access } = tested;
    const request = { repository, branch: 'main', pullRequestUrl: undefined };
    expect(await forge.fetchDiff(request, access)).toMatchObject({ kind: 'diff', files: [] });
  });

  test('fails when GitLab times out comparing', async () => {
    const body = { commit: null, commits: [], diffs: [], compare_timeout: true };
    answer({ '/compare?': { body } });
    expect(await fetchDiff()).toMatchObject({ kind: 'failed', failure: { kind: 'timed_out' } });
  });

  test('reports the head of a branch without changes', async () => {
    const compared = { commit: null, commits: [], diffs: [], compare_timeout: false };
    const head = { name: branch, commit: { id: 'e'.repeat(40) } };
    answer({ '/compare?': { body: compared }, '/branches/': { body: head } });
    expect(await fetchDiff()).toMatchObject({ kind: 'diff', files: [], headSha: 'e'.repeat(40) });
  });
});

function toLargeDiff(files: number): string {
  const toFile = (name: string) =>
    `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-a\n+b\n`;
  return Array.from({ length: files }, (_, index) => toFile(`f${index}`)).join('');
}
