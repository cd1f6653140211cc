import { expect, test } from 'vitest';
import type { ReviewThread } from '../../../../src/contract/pull-request.ts';
import { formatThreadPlace } from '../diff/threads/thread-place.ts';
import { groupThreads } from './thread-groups.ts';

const make = (change: Partial<ReviewThread>): ReviewThread => ({
  id: '1',
  kind: 'diff',
  path: 'src/a.ts',
  line: 5,
  start_line: null,
  side: 'new',
  resolved: false,
  resolved_by: null,
  outdated: null,
  head_sha: null,
  original_line: null,
  original_start_line: null,
  hunk: null,
  url: null,
  truncated: false,
  comments: [],
  ...change,
});

test('groups threads by file, and puts the conversation last in the order of its comments', () => {
  const say = (created_at: string) => ({
    id: created_at,
    author: null,
    body: '',
    truncated: false,
    suggestion: null,
    created_at,
    updated_at: null,
    url: null,
  });
  const later = make({ path: null, kind: 'review', comments: [say('2026-01-02T00:00:00Z')] });
  const earlier = make({
    path: null,
    kind: 'conversation',
    comments: [say('2026-01-01T00:00:00Z')],
  });
  const first = make({ id: 'first' });
  const other = make({ path: 'b.ts' });
  const last = make({ id: 'last', resolved: true });
  expect(groupThreads([first, later, other, earlier, last])).toEqual([
    { path: 'src/a.ts', threads: [first, last] },
    { path: 'b.ts', threads: [other] },
    { path: null, threads: [earlier, later] },
  ]);
});

test('names lines, ranges, deleted lines, whole files and the conversation', () => {
  expect(formatThreadPlace(make({}))).toBe('src/a.ts:5');
  expect(formatThreadPlace(make({ start_line: 3 }))).toBe('src/a.ts:3-5');
  expect(formatThreadPlace(make({ side: 'old' }))).toBe('src/a.ts:5 (deleted)');
  expect(formatThreadPlace(make({ line: null }))).toBe('src/a.ts');
  expect(formatThreadPlace(make({ path: null, kind: 'review' }))).toBe('Review');
  expect(formatThreadPlace(make({ path: null, kind: 'conversation' }))).toBe('Comment');
});
