import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseDiffFiles } from '../diff/parse-files.ts';
import type { FileDiffOutcome } from '../forge.ts';
import { pullRequestJson, repositoryJson } from './testing/json-answers.ts';
import { type ForgeUnderTest, startGitHubForge } from './testing/start-forge.ts';

const repository = { owner: 'acme', name: 'app' };
const pullPath = '/repos/acme/app/pulls/12';
const filesPath = `${pullPath}/files?per_page=100`;
const [head, base, mergeBase] = ['a', 'b', 'd'].map((digit) => digit.repeat(40));
const mergeBasePath = `/repos/acme/app/compare/${base}...${head}?per_page=1&page=2`;
const limit = 4000;

let tested: ForgeUnderTest;

beforeEach(async () => {
  tested = await startGitHubForge({ diffLimitBytes: limit });
  tested.server.put('/repos/acme/app', { body: repositoryJson('acme/app') });
  tested.server.put(pullPath, { body: pullRequestJson(12) });
  tested.server.put(mergeBasePath, { body: { merge_base_commit: { sha: mergeBase } } });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

function fetchFileDiff(path: string, previousPath: string | null = null): Promise<FileDiffOutcome> {
  const pullRequestUrl = `${tested.server.webBaseUrl}/acme/app/pull/12`;
  const request = { repository, branch: 'agent/login', pullRequestUrl, path, previousPath };
  return tested.forge.fetchFileDiff(request, tested.access);
}

function listFile(filename: string, more: Record<string, unknown> = {}) {
  const counts = { additions: 1, deletions: 1, changes: 2 };
  const file = { sha: 'c'.repeat(40), filename, status: 'modified', ...counts, ...more };
  tested.server.put(filesPath, { body: [file] });
}

function putContents(path: string, ref: string | undefined, body: string) {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  tested.server.put(`/repos/acme/app/contents/${encoded}?ref=${ref}`, { body });
}

async function getDiff(path: string, previousPath: string | null = null): Promise<string> {
  const outcome = await fetchFileDiff(path, previousPath);
  if (outcome.kind !== 'text') throw new Error(JSON.stringify(outcome));
  expect(outcome.headSha).toBe(head);
  return outcome.diff;
}

const unchanged = { additions: 0, deletions: 0, changes: 0 };

describe('a file with a patch', () => {
  test('gets the header that git prints', async () => {
    listFile('a.txt', { patch: '@@ -1 +1 @@\n-one\n+two\n\\ No newline at end of file' });
    expect(await getDiff('a.txt')).toBe(
      'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n' +
        '\\ No newline at end of file\n',
    );
  });

  test.each([
    ['added', 'new file mode 100644\n--- /dev/null\n+++ b/a.txt'],
    ['removed', 'deleted file mode 100644\n--- a/a.txt\n+++ /dev/null'],
  ])('has the header of a file that was %s', async (status, lines) => {
    listFile('a.txt', { status, patch: '@@ -0,0 +1 @@\n+x' });
    expect(await getDiff('a.txt')).toContain(`diff --git a/a.txt b/a.txt\n${lines}\n@@`);
  });

  test('has the header of a renamed file', async () => {
    const moved = { status: 'renamed', previous_filename: 'old.txt' };
    listFile('new.txt', { ...moved, patch: '@@ -1 +1 @@\n-one\n+two' });
    expect(await getDiff('new.txt', 'old.txt')).toContain(
      'diff --git a/old.txt b/new.txt\nrename from old.txt\nrename to new.txt\n--- a/old.txt\n',
    );
  });

  test.each(['a "b".txt', 'back\\slash', 'tab\there', 'übung 概要.md', 'with space.txt'])(
    'quotes its path as git does: %s',
    async (path) => {
      listFile(path, { patch: '@@ -1 +1 @@\n-one\n+two' });
      expect(parseDiffFiles(await getDiff(path))).toMatchObject([{ path, additions: 1 }]);
    },
  );

  test('beyond the limit is too large', async () => {
    listFile('a.txt', { patch: `@@ -0,0 +1 @@\n+${'x'.repeat(limit)}` });
    expect(await fetchFileDiff('a.txt')).toEqual({ kind: 'too_large' });
  });

  test('is searched page by page, up to its own page', async () => {
    const next = (page: number) => ({
      link: `<${tested.server.apiBaseUrl}${filesPath}&page=${page}>; rel="next"`,
    });
    const toFile = (filename: string) => {
      const counts = { additions: 1, deletions: 1 };
      return { filename, status: 'modified', sha: head, patch: '@@ -1 +1 @@\n-1\n+2', ...counts };
    };
    tested.server.put(filesPath, { body: [toFile('a')], headers: next(2) });
    tested.server.put(`${filesPath}&page=2`, { body: [toFile('b')], headers: next(3) });
    expect(await getDiff('b')).toContain('b/b');
    expect(tested.server.takeCalls()).toEqual([pullPath, filesPath, `${filesPath}&page=2`]);
  });
});

describe('a file without a patch', () => {
  test('is compared locally when GitHub leaves out its hunks', async () => {
    listFile('big.txt');
    putContents('big.txt', head, 'one\nthree\n');
    putContents('big.txt', mergeBase, 'one\ntwo\n');
    const diff = await getDiff('big.txt');
    expect(diff).toContain('--- a/big.txt\n+++ b/big.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n');
  });

  test('is compared with its previous path when it was renamed', async () => {
    listFile('new.txt', { status: 'renamed', previous_filename: 'old.txt' });
    putContents('new.txt', head, 'one\nthree\n');
    putContents('old.txt', mergeBase, 'one\ntwo\n');
    expect(await getDiff('new.txt', 'old.txt')).toContain('rename from old.txt\n');
  });

  test('has only a header when it was renamed without a change', async () => {
    const moved = { status: 'renamed', previous_filename: 'old.txt', ...unchanged };
    listFile('new.txt', moved);
    const diff = await getDiff('new.txt', 'old.txt');
    expect(diff).toBe('diff --git a/old.txt b/new.txt\nrename from old.txt\nrename to new.txt\n');
  });

  test('is binary when its newer side is, and the other side is not read', async () => {
    listFile('logo.png', unchanged);
    putContents('logo.png', head, 'PNG\0');
    expect(await fetchFileDiff('logo.png')).toEqual({ kind: 'binary', headSha: head });
    expect(tested.server.takeCalls()).toHaveLength(3);
  });

  test('has only a header when its mode changed', async () => {
    listFile('run.sh', unchanged);
    putContents('run.sh', head, '#!/bin/sh\n');
    putContents('run.sh', mergeBase, '#!/bin/sh\n');
    expect(await getDiff('run.sh')).toBe('diff --git a/run.sh b/run.sh\n');
  });

  test('is binary without another request when it is new and has no lines', async () => {
    listFile('logo.png', { status: 'added', ...unchanged });
    expect(await fetchFileDiff('logo.png')).toEqual({ kind: 'binary', headSha: head });
    expect(tested.server.takeCalls()).toEqual([pullPath, filesPath]);
  });

  test('has only a header when it is new and empty', async () => {
    const empty = { sha: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', ...unchanged };
    listFile('empty.txt', { status: 'added', ...empty });
    expect(await getDiff('empty.txt')).toContain('new file mode 100644\n');
  });

  test('is too large when one side is beyond the limit', async () => {
    listFile('big.txt');
    putContents('big.txt', head, 'x'.repeat(2 * 1024 * 1024 + 1));
    expect(await fetchFileDiff('big.txt')).toEqual({ kind: 'too_large' });
  });

  test.each([mergeBasePath, `/repos/acme/app/contents/big.txt?ref=${mergeBase}`])(
    'fails when %s cannot be read',
    async (path) => {
      listFile('big.txt');
      putContents('big.txt', head, 'one\n');
      putContents('big.txt', mergeBase, 'two\n');
      tested.server.put(path, { status: 500 });
      const outcome = await fetchFileDiff('big.txt');
      expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
    },
  );
});

describe('a file beyond those that GitHub lists', () => {
  const comparePath = '/repos/acme/app/compare/main...agent%2Flogin';

  function fetchOfBranch(path: string): Promise<FileDiffOutcome> {
    const branchRequest = { repository, branch: 'agent/login', pullRequestUrl: undefined };
    return tested.forge.fetchFileDiff(
      { ...branchRequest, path, previousPath: null },
      tested.access,
    );
  }

  function putComparison(count: number) {
    const files = Array.from({ length: count }, (_, at) => {
      return { filename: `${at}`, status: 'modified', sha: head, additions: 1, deletions: 0 };
    });
    tested.server.put(comparePath, { body: { merge_base_commit: { sha: mergeBase }, files } });
  }

  test('is compared locally', async () => {
    putComparison(300);
    putContents('last.txt', 'agent%2Flogin', 'one\n');
    const outcome = await fetchOfBranch('last.txt');
    expect(outcome).toMatchObject({ kind: 'text', headSha: null });
    expect(outcome.kind === 'text' && outcome.diff).toContain('new file mode');
    expect(await fetchOfBranch('never.txt')).toEqual({ kind: 'no_file' });
  });

  test('does not exist when the list is complete', async () => {
    putComparison(299);
    putContents('last.txt', 'agent%2Flogin', 'one\n');
    expect(await fetchOfBranch('last.txt')).toEqual({ kind: 'no_file' });
  });

  test('does not exist on the default branch', async () => {
    const branchRequest = { repository, branch: 'main', pullRequestUrl: undefined };
    const request = { ...branchRequest, path: 'a.txt', previousPath: null };
    const outcome = await tested.forge.fetchFileDiff(request, tested.access);
    expect(outcome).toEqual({ kind: 'no_file' });
  });
});
