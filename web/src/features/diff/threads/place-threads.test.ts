import { expect, test } from 'vitest';
import type { ReviewThread } from '../../../../../src/contract/pull-request.ts';
import { sampleHunk, toSamplePatch } from '../comments/testing/sample-file.ts';
import type { DiffEntry } from '../diff-entries.ts';
import { formatWhere, placeThreads } from './place-threads.ts';
import { findSuggestedLines } from './suggested-lines.ts';

const make = (change: Partial<ReviewThread>): ReviewThread => ({
  id: '1',
  kind: 'diff',
  path: 'x.ts',
  line: 11,
  start_line: null,
  side: 'new',
  resolved: false,
  resolved_by: null,
  outdated: false,
  head_sha: null,
  original_line: null,
  original_start_line: null,
  hunk: null,
  url: null,
  truncated: false,
  comments: [],
  ...change,
});

const patch = toSamplePatch(sampleHunk);
const entry = (change: Partial<DiffEntry['file']>, lines: DiffEntry['patch'] = patch): DiffEntry =>
  ({ file: { path: 'x.ts', previous_path: null, ...change }, patch: lines }) as DiffEntry;

function place(change: Partial<ReviewThread>, entries = [entry({})]) {
  const { placed, elsewhere } = placeThreads([make(change)], entries);
  const [one] = placed;
  return one ? [one.side, one.line, one.where] : elsewhere.length;
}

test('a thread is below its line, on the side that the line is on', () => {
  expect(place({ line: 12 })).toEqual(['additions', 12, 'line']);
  expect(place({ line: 11, side: 'old' })).toEqual(['deletions', 11, 'line']);
  // An unchanged line, counted as it was before the change.
  expect(place({ line: 13, side: 'old' })).toEqual(['additions', 14, 'line']);
});

test('a thread on a renamed file is found by the name that it had', () => {
  const renamed = [entry({ path: 'new.ts', previous_path: 'x.ts' })];
  expect(place({ side: 'old' }, renamed)).toEqual(['deletions', 11, 'line']);
  expect(place({ side: 'new' }, renamed)).toBe(1);
});

test('a thread without a line in the diff is at the top of its file, which says why', () => {
  const top = ['additions', 10];
  expect(place({ line: null })).toEqual([...top, 'file']);
  expect(place({ line: null, original_line: 7 })).toEqual([...top, 'outdated']);
  expect(place({ line: 12, outdated: true })).toEqual([...top, 'outdated']);
  expect(place({ line: 400 })).toEqual([...top, 'not_shown']);
  expect(formatWhere('outdated', make({ line: null, original_line: 7 }))).toBe('was on line 7');
  expect(formatWhere('file', make({ line: null }))).toBe('on the whole file');
});

test('threads on files without shown lines are elsewhere, and those of the conversation nowhere', () => {
  expect(place({ path: 'gone.ts' })).toBe(1);
  expect(
    place(
      {},
      [entry({}, undefined)].map(({ file }) => ({ file }) as DiffEntry),
    ),
  ).toBe(1);
  expect(place({ path: null })).toBe(0);
});

test('threads follow the lines of the diff, those at the top of a file first', () => {
  const threads = [
    make({ id: 'last', line: 14 }),
    make({ id: 'first', line: 11 }),
    make({ id: 'top', line: null }),
  ];
  const { placed } = placeThreads(threads, [entry({})]);
  expect(placed.map(({ thread }) => thread.id)).toEqual(['top', 'first', 'last']);
});

test('a suggestion replaces the lines of its thread, or the range that GitLab names', () => {
  const { placed } = placeThreads([make({})], [entry({})]);
  const lines = placed[0]?.lines;
  expect(findSuggestedLines(make({ line: 12 }), '', lines)).toEqual(['more']);
  expect(findSuggestedLines(make({ line: 12, start_line: 11 }), '', lines)).toEqual([
    'new',
    'more',
  ]);
  expect(findSuggestedLines(make({ line: 12 }), '-1+1', lines)).toEqual(['new', 'more', 'twelve']);
  expect(findSuggestedLines(make({ line: 400 }), '', lines)).toBeUndefined();
});

test('a suggestion on lines that have changed since replaces the end of its hunk', () => {
  const hunk = '@@ -1,2 +1,3 @@\n one\n-two\n+2\n+3';
  const outdated = { line: null, original_line: 3, original_start_line: 2, outdated: true, hunk };
  expect(findSuggestedLines(make(outdated), '', undefined)).toEqual(['2', '3']);
  expect(findSuggestedLines(make({ ...outdated, hunk: null }), '', undefined)).toBeUndefined();
});
