import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { parsePullRequest, parseRepository } from './answers.ts';
import { toListReading } from './api.ts';
import { parseChangedFile } from './changes.ts';
import { parseBuild, toCheck } from './checks.ts';
import { parseCommitCount } from './counts.ts';
import { formatUnifiedDiff, parseChangeSet } from './json-diff.ts';
import { parseMergeability } from './read-details.ts';
import { pullRequestJson } from './testing/json-answers.ts';

const body = pullRequestJson(samplePullRequest, 'https://git.acme.test');

describe('a pull request', () => {
  test.each([
    ['OPEN', 'open'],
    ['MERGED', 'merged'],
    ['DECLINED', 'closed'],
    ['SUPERSEDED', undefined],
    ['toString', undefined],
    [null, undefined],
  ])('in state %s is read as %s', (state, expected) => {
    expect(parsePullRequest({ ...body, state })?.state).toBe(expected);
  });

  test('has instants as milliseconds or ISO dates', () => {
    const updatedDate = '2026-01-01T11:00:00+0000';
    const changedAt = Date.parse('2026-01-01T11:00:00Z');
    expect(parsePullRequest({ ...body, updatedDate: changedAt })?.changedAt).toBe(changedAt);
    expect(parsePullRequest({ ...body, updatedDate })?.changedAt).toBe(changedAt);
    expect(parsePullRequest({ ...body, updatedDate: 'soon' })?.changedAt).toBeNull();
  });

  test('is read from the response of an old version', () => {
    const { draft: _draft, properties: _properties, ...old } = body;
    const read = parsePullRequest({ ...old, links: undefined });
    expect(read).toMatchObject({ draft: false, openTasks: null, settledAt: null });
  });

  test('of a deleted fork has no head repository', () => {
    const { repository: _repository, ...fromRef } = body.fromRef;
    const read = parsePullRequest({ ...body, fromRef });
    expect(read?.head).toMatchObject({ branch: 'agent/login', repository: null });
  });

  test.each([
    { id: '1' },
    { id: 0 },
    { title: null },
    { fromRef: null },
    { fromRef: { ...body.fromRef, id: 'refs/tags/v1' } },
    { fromRef: { ...body.fromRef, repository: { slug: '..', project: { key: 'ACME' } } } },
    { fromRef: { ...body.fromRef, repository: { slug: 'app', project: { key: '../x' } } } },
    { toRef: { ...body.toRef, repository: undefined } },
    { reviewers: [1] },
  ])('of the wrong shape is not read: %j', (more) => {
    expect(parsePullRequest({ ...body, ...more })).toBeUndefined();
  });
});

test('rejects a page without the end or the start of the next one (S9)', () => {
  const reading = toListReading('texts', (item) => (typeof item === 'string' ? item : undefined));
  expect(reading.parse({ values: ['a'], isLastPage: true })).toEqual(['a']);
  expect(reading.parse({ values: ['a'], isLastPage: false, nextPageStart: 1 })).toEqual(['a']);
  expect(reading.parse({ values: ['a'], isLastPage: false, nextPageStart: null })).toBeUndefined();
  expect(reading.parse({ values: ['a'] })).toBeUndefined();
  expect(reading.parse({ values: ['a', 7], isLastPage: true })).toBeUndefined();
});

describe('the mergeability response', () => {
  const veto = { summaryMessage: 'Not enough approvals' };
  test.each([
    [{ canMerge: true, conflicted: false, outcome: 'CLEAN', vetoes: [] }, 'mergeable'],
    [{ canMerge: true, conflicted: false, vetoes: [] }, 'mergeable'],
    [{ canMerge: false, conflicted: true, outcome: 'CONFLICTED', vetoes: [veto] }, 'conflicting'],
    [{ canMerge: false, conflicted: false, outcome: 'CLEAN', vetoes: [veto] }, 'blocked'],
    [{ canMerge: false, conflicted: false, outcome: 'UNKNOWN', vetoes: [] }, 'computing'],
    [{ canMerge: 'yes' }, undefined],
    [{}, undefined],
  ])('%j is read as %s', (answer, expected) => {
    expect(parseMergeability(answer)).toBe(expected);
  });
});

describe('a build', () => {
  test.each([
    ['SUCCESSFUL', 'passed'],
    ['FAILED', 'failed'],
    ['CANCELLED', 'failed'],
    ['INPROGRESS', 'pending'],
    ['UNKNOWN', 'pending'],
    ['NEW', undefined],
  ])('in state %s is %s', (state, expected) => {
    expect(parseBuild({ key: 'a', state })?.check.state).toBe(expected);
  });

  test('is shown by its key without a name, and links only to web pages', () => {
    const build = parseBuild({ key: 'KEY-1', state: 'FAILED', url: 'javascript:alert(1)' });
    expect(build?.check).toMatchObject({ name: 'KEY-1', url: null, description: null });
  });
});

describe('the times of a build', () => {
  const begin = Date.parse('2026-01-01T11:00:00Z');
  const end = begin + 150_000;

  test.each([
    ['SUCCESSFUL', { dateAdded: end }, null, end],
    ['SUCCESSFUL', { dateAdded: end, duration: 150_000 }, begin, end],
    ['FAILED', { createdDate: begin, updatedDate: end }, begin, end],
    ['FAILED', { createdDate: end, updatedDate: end }, null, end],
    ['FAILED', { createdDate: 0, updatedDate: '2026-01-01T11:02:30Z', duration: 0 }, end, end],
    ['INPROGRESS', { dateAdded: begin }, begin, null],
    ['INPROGRESS', { createdDate: begin, updatedDate: end }, begin, null],
    ['FAILED', {}, null, null],
  ])('in state %s with %j', (state, times, startedAt, completedAt) => {
    const build = parseBuild({ key: 'a', state, ...times });
    const check = build && toCheck(build);
    expect(check?.startedAt?.getTime() ?? null).toBe(startedAt);
    expect(check?.completedAt?.getTime() ?? null).toBe(completedAt);
  });
});

describe('the number of commits', () => {
  test.each([
    [{ values: [1], isLastPage: false, totalCount: 240 }, 240],
    [{ values: [1, 2], isLastPage: true }, 2],
    [{ values: [1, 2], isLastPage: false }, null],
  ])('in %j is %s', (answer, count) => {
    expect(parseCommitCount(answer)).toEqual({ count });
  });
});

test('no response makes a parser throw', () => {
  const parsers = [
    parsePullRequest,
    parseRepository,
    parseBuild,
    parseCommitCount,
    parseChangedFile,
    parseMergeability,
    (answer: unknown) => {
      const read = parseChangeSet(answer);
      return read && formatUnifiedDiff(read);
    },
  ];
  fc.assert(
    fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (value, more) => {
      for (const parse of parsers) {
        parse(value);
        parse({ ...body, ...more });
        parse({ diffs: [{ source: { toString: 'a' }, hunks: [value] }, value] });
      }
    }),
  );
});

const recorded = process.env.AFTERPUSH_RECORDED;

async function load(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(recorded ?? '', 'stash', `${name}.json`), 'utf8'));
}

// Set AFTERPUSH_RECORDED to a folder of recorded responses to check the parsers against them.
describe.skipIf(!recorded)('a recorded response of an installation', () => {
  test.each(['pr', 'pr_iso_dates'])('is read as a pull request: %s', async (name) => {
    expect(parsePullRequest(await load(name))).toMatchObject({
      number: 1,
      state: 'open',
      title: 'Updated Files',
      head: { branch: 'feature/x', repository: { owner: 'PRJ', name: 'my-repo', id: 1 } },
      base: { branch: 'master' },
      authorLogin: 'jcitizen',
    });
    expect(parsePullRequest(await load(name))?.changedAt).toBeGreaterThan(1.5e12);
  });

  test('is read as lists', async () => {
    const pulls = toListReading('', parsePullRequest).parse(await load('prs'));
    expect(pulls).toHaveLength(1);
    const files = toListReading('', parseChangedFile).parse(await load('changes'));
    expect(files?.map(({ status, path }) => `${status} ${path}`)).toEqual([
      'deleted .gitignore',
      'modified COPYING',
      'renamed README.md',
      'added main.go',
    ]);
    expect(files?.[2]?.previousPath).toBe('README');
    expect(parseCommitCount(await load('commits'))).toEqual({ count: 1 });
  });

  test('is read as a repository and a diff', async () => {
    expect(parseRepository(await load('repo'))).toMatchObject({ owner: 'PRJ', name: 'my-repo' });
    const diff = parseChangeSet(await load('pr_file_diff'));
    expect(diff?.changes[0]?.file).toMatchObject({ path: 'main.go', additions: 2 });
    expect(diff && formatUnifiedDiff(diff)).toContain('@@ -1,1 +1,3 @@\n package main\n+\n+func');
  });
});
