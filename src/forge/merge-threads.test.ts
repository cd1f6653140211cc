import { expect, test } from 'vitest';
import type { Unread } from './client/forge-api.ts';
import { buildSingleThread, findSuggestion, mergeThreads } from './merge-threads.ts';
import type { ListedComment, ListedThread } from './review-threads.ts';

const makeComment = (change: Partial<ListedComment> = {}): ListedComment => ({
  id: '1',
  author: 'bob',
  body: 'Why?',
  createdAt: new Date('2026-01-01T10:00:00Z'),
  updatedAt: null,
  url: null,
  ...change,
});

const makeThread = (change: Partial<ListedThread> = {}): ListedThread => ({
  ...buildSingleThread('conversation', makeComment()),
  kind: 'diff',
  path: 'a.ts',
  line: 1,
  side: 'new',
  resolved: false,
  ...change,
});

const read = (...value: ListedThread[]) => ({ kind: 'read' as const, value, isComplete: true });

function getThreads(...threads: ListedThread[]) {
  const outcome = mergeThreads(read(...threads), []);
  if (outcome.kind !== 'threads') throw new Error(outcome.kind);
  return outcome;
}

test('keeps unresolved threads where there are more than are shown', () => {
  const resolved = Array.from({ length: 300 }, (_, id) =>
    makeThread({ id: `${id}`, resolved: true }),
  );
  const { threads, truncated } = getThreads(...resolved, makeThread({ id: 'open' }));
  expect(threads).toHaveLength(200);
  expect(threads[0]?.id).toBe('open');
  expect(truncated).toBe(true);
});

test('bounds all texts together, and says what is cut', () => {
  const long = makeComment({ body: 'x'.repeat(19_000) });
  const outcome = getThreads(
    ...Array.from({ length: 40 }, (_, id) => makeThread({ id: `${id}`, comments: [long] })),
  );
  const length = outcome.threads.flatMap(({ comments }) => comments).map(({ body }) => body.length);
  expect(length.reduce((sum, one) => sum + one, 0)).toBe(500_000);
  expect(outcome.truncated).toBe(true);
  expect(outcome.threads.at(-1)?.comments[0]?.truncated).toBe(true);
});

test('says when comments of a thread are left out', () => {
  const comments = Array.from({ length: 60 }, (_, id) => makeComment({ id: `${id}` }));
  const [many, more] = getThreads(makeThread({ comments }), makeThread({ hasMore: true })).threads;
  expect(many?.comments).toHaveLength(50);
  expect([many?.truncated, more?.truncated]).toEqual([true, true]);
});

test('leaves out reviews without a text', () => {
  const silent = buildSingleThread('review', makeComment({ body: ' ' }));
  expect(getThreads(silent, makeThread()).threads).toHaveLength(1);
});

test('reports a time of change only when the comment was changed', () => {
  const createdAt = new Date('2026-01-01T10:00:00Z');
  const same = makeComment({ updatedAt: createdAt });
  const changed = makeComment({ updatedAt: new Date('2026-01-01T10:05:00Z') });
  const [thread] = getThreads(makeThread({ comments: [same, changed] })).threads;
  expect(thread?.comments.map(({ updatedAt }) => updatedAt)).toEqual([null, changed.updatedAt]);
});

test('S16: names the parts that could not be read, and fails without the threads of the diff', () => {
  const failure = { kind: 'forbidden', message: 'Grant Issues: read.' } as const;
  const unread: Unread = { kind: 'unread', status: 403, outcome: { kind: 'failed', failure } };
  const withReason = { threads: [{ id: 'conversation-1' }], unread: ['Grant Issues: read.'] };
  expect(mergeThreads(read(makeThread({ id: 'conversation-1' })), [unread])).toMatchObject(
    withReason,
  );
  expect(mergeThreads(unread, [read(makeThread())])).toEqual({ kind: 'failed', failure });
});

test('S5: a rate limit of any part is the result', () => {
  const outcome = { kind: 'rate_limited', retryInMs: 5 } as const;
  const limited: Unread = { kind: 'unread', status: 429, outcome };
  expect(mergeThreads(read(makeThread()), [limited])).toEqual(outcome);
});

test.each([
  ['the first of several', '```suggestion\na\n```\n```suggestion\nb\n```', 'a'],
  ['one with a range, as GitLab writes it', '```suggestion:-0+1\na\nb\n```', 'a\nb'],
  ['an empty one, which deletes the lines', '```suggestion\n```', ''],
  ['one with a longer fence around code', '````suggestion\n```\na\n```\n````', '```\na\n```'],
  ['none in other code', '```js\n```suggestion\n```\n', null],
  ['none that is not closed', '```suggestion\na', null],
  ['none in plain text', 'a suggestion', null],
])('finds a suggestion: %s', (_, body, expected) => {
  expect(findSuggestion(body)).toBe(expected);
});
