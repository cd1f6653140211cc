import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DiffOutcome } from '../forge.ts';
import { pullRequestJson, repositoryJson } from './testing/json-answers.ts';
import { type ForgeUnderTest, startGitHubForge, toAccess } from './testing/start-forge.ts';

const repository = { owner: 'acme', name: 'app' };
const pullPath = '/repos/acme/app/pulls/12';
const limit = 4000;

const small = `diff --git a/ä.txt b/ä.txt
--- a/ä.txt
+++ b/ä.txt
@@ -1 +1,2 @@
-one
+two
+three
`;
const smallFile = {
  path: 'ä.txt',
  previousPath: null,
  status: 'modified',
  additions: 2,
  deletions: 1,
  binary: false,
};

let tested: ForgeUnderTest;

beforeEach(async () => {
  tested = await startGitHubForge({ diffLimitBytes: limit });
  tested.server.put('/repos/acme/app', { body: repositoryJson('acme/app') });
  tested.server.put(pullPath, { body: pullRequestJson(12, { changed_files: 1 }) });
  tested.server.putDiff(pullPath, { body: small });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

function fetchDiff(pullRequestUrl?: string, branch = 'agent/login'): Promise<DiffOutcome> {
  return tested.forge.fetchDiff({ repository, branch, pullRequestUrl }, tested.access);
}

const toUrl = (number: number) => `${tested.server.webBaseUrl}/acme/app/pull/${number}`;

function fileJson(filename: string, more: Record<string, unknown> = {}) {
  const counts = { additions: 1, deletions: 0, changes: 1 };
  return { sha: 'c'.repeat(40), filename, status: 'modified', ...counts, patch: '@@', ...more };
}

describe('the diff of a pull request', () => {
  test('has its files and its head commit', async () => {
    expect(await fetchDiff(toUrl(12))).toEqual({
      kind: 'diff',
      pullRequestUrl: toUrl(12),
      headSha: 'a'.repeat(40),
      files: [smallFile],
      diff: small,
      truncated: false,
      filesAtLeast: false,
    });
    const [, second] = tested.server.requests;
    expect(second?.headers.accept).toBe('application/vnd.github.v3.diff');
  });

  test('is whole when it has exactly the maximum size', async () => {
    const diff = small + '\\'.repeat(limit - Buffer.byteLength(small));
    tested.server.putDiff(pullPath, { body: diff });
    expect(await fetchDiff(toUrl(12))).toMatchObject({ truncated: false, diff });
  });

  test('beyond the limit is replaced by its files from all pages', async () => {
    tested.server.putDiff(pullPath, { body: 'x'.repeat(limit + 1) });
    const page = `${pullPath}/files?per_page=100`;
    const link = `<${tested.server.apiBaseUrl}${page}&page=2>; rel="next"`;
    const first = Array.from({ length: 100 }, (_, at) => fileJson(`${at}.txt`));
    tested.server.put(page, { body: first, headers: { link } });
    tested.server.put(`${page}&page=2`, {
      body: [
        fileJson('new.txt', { status: 'renamed', previous_filename: 'old.txt' }),
        fileJson('x.png', { additions: 0, patch: undefined }),
        fileJson('gone.txt', { status: 'removed', additions: 0, deletions: 3 }),
        fileJson('empty.txt', {
          status: 'added',
          additions: 0,
          patch: undefined,
          sha: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
        }),
      ],
    });
    const outcome = await fetchDiff(toUrl(12));
    expect(outcome).toMatchObject({ kind: 'diff', truncated: true, diff: '' });
    const files = outcome.kind === 'diff' ? outcome.files : [];
    const whole = { previousPath: null, additions: 0, deletions: 0, binary: false };
    expect(files).toHaveLength(104);
    expect(files.slice(100)).toEqual([
      { ...whole, path: 'new.txt', previousPath: 'old.txt', status: 'renamed', additions: 1 },
      { ...whole, path: 'x.png', status: 'modified', binary: true },
      { ...whole, path: 'gone.txt', status: 'deleted', deletions: 3 },
      { ...whole, path: 'empty.txt', status: 'added' },
    ]);
  });

  test('is replaced by its files when GitHub refuses it as too large', async () => {
    tested.server.putDiff(pullPath, {
      status: 406,
      body: { message: 'Sorry, the diff exceeded the maximum number of lines (20000)' },
    });
    tested.server.put(`${pullPath}/files?per_page=100`, { body: [fileJson('a.txt')] });
    expect(await fetchDiff(toUrl(12))).toMatchObject({
      truncated: true,
      files: [{ path: 'a.txt' }],
    });
  });

  test('is at least the listed files when GitHub does not list all of them', async () => {
    const refused = { message: 'Sorry, the diff exceeded the maximum number of files (300).' };
    tested.server.put(pullPath, { body: pullRequestJson(12, { changed_files: 3_200 }) });
    tested.server.putDiff(pullPath, { status: 422, body: refused });
    tested.server.put(`${pullPath}/files?per_page=100`, { body: [fileJson('a.txt')] });
    const atLeast = { truncated: true, filesAtLeast: true, files: [{ path: 'a.txt' }] };
    expect(await fetchDiff(toUrl(12))).toMatchObject(atLeast);
    tested.server.put(pullPath, { body: pullRequestJson(12, { changed_files: 1 }) });
    expect(await fetchDiff(toUrl(12))).toMatchObject({ ...atLeast, filesAtLeast: false });
  });

  test.each([
    ['GitHub offers more pages than it lists files', 3_200, 32],
    ['GitHub does not count the files', undefined, 30],
  ])('is at least the first 3,000 files when %s', async (_, changed_files, pages) => {
    tested.server.put(pullPath, { body: pullRequestJson(12, { changed_files }) });
    tested.server.putDiff(pullPath, { status: 406, body: { message: 'Too many files' } });
    for (let page = 1; page <= pages; page += 1) {
      const path = `${pullPath}/files?per_page=100${page === 1 ? '' : `&page=${page}`}`;
      const next = `${tested.server.apiBaseUrl}${pullPath}/files?per_page=100&page=${page + 1}`;
      const body = Array.from({ length: 100 }, (__, index) => fileJson(`${page}-${index}.txt`));
      const headers = { link: `<${next}>; rel="next"` };
      tested.server.put(path, { body, ...(page < pages && { headers }) });
    }
    const outcome = await fetchDiff(toUrl(12));
    expect(outcome).toMatchObject({ kind: 'diff', truncated: true, filesAtLeast: true });
    expect(outcome).toHaveProperty('files.length', 3_000);
  });

  test('fails for the same reasons as statuses', async () => {
    tested.server.putDiff(pullPath, { status: 429, headers: { 'retry-after': '30' } });
    expect((await fetchDiff(toUrl(12))).kind).toBe('rate_limited');
    tested.server.putDiff(pullPath, { status: 502 });
    expect(await fetchDiff(toUrl(12))).toMatchObject({ failure: { kind: 'unavailable' } });
    expect(await fetchDiff(toUrl(13))).toMatchObject({ failure: { kind: 'not_found' } });
    const elsewhere = 'https://elsewhere.test/acme/app/pull/12';
    expect(await fetchDiff(elsewhere)).toMatchObject({ failure: { kind: 'not_found' } });
  });

  test('rejects with the reason of the abort (S8)', async () => {
    const controller = new AbortController();
    tested.server.putDiff(pullPath, () => controller.abort(new Error('stopping')));
    const request = { repository, branch: 'x', pullRequestUrl: toUrl(12) };
    const fetching = tested.forge.fetchDiff(request, toAccess('one', controller.signal));
    await expect(fetching).rejects.toThrow('stopping');
  });
});

describe('the diff of a branch without a pull request', () => {
  const branch = 'feat/#1?x=%2F…"ü';
  const encoded = encodeURIComponent(branch);
  const comparePath = `/repos/acme/app/compare/main...${encoded}`;

  beforeEach(() => {
    const body = { name: branch, commit: { sha: 'd'.repeat(40) } };
    tested.server.put(`/repos/acme/app/branches/${encoded}`, { body });
    tested.server.putDiff(comparePath, { body: small });
  });

  test('contains the changes since it left the default branch', async () => {
    expect(await fetchDiff(undefined, branch)).toEqual({
      kind: 'diff',
      pullRequestUrl: null,
      headSha: 'd'.repeat(40),
      files: [smallFile],
      diff: small,
      truncated: false,
      filesAtLeast: false,
    });
  });

  test('beyond the limit is replaced by its files', async () => {
    tested.server.putDiff(comparePath, { body: 'x'.repeat(limit + 1) });
    tested.server.put(comparePath, { body: { files: [fileJson('a.txt')] } });
    expect(await fetchDiff(undefined, branch)).toMatchObject({
      truncated: true,
      files: [{ path: 'a.txt', additions: 1 }],
    });
  });

  test('is empty on the default branch', async () => {
    expect(await fetchDiff(undefined, 'main')).toMatchObject({ diff: '', files: [] });
    expect(tested.server.takeCalls()).toEqual(['/repos/acme/app']);
  });

  test('does not need the head commit', async () => {
    tested.server.put(`/repos/acme/app/branches/${encoded}`, { status: 500 });
    expect(await fetchDiff(undefined, branch)).toMatchObject({ headSha: null, diff: small });
  });

  test('fails when the branch does not exist', async () => {
    const outcome = await fetchDiff(undefined, 'never\u0000pushed');
    const message = expect.stringContaining('the branch never pushed of acme/app') as string;
    expect(outcome).toMatchObject({ failure: { kind: 'not_found', message } });
  });
});
