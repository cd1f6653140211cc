import { expect, test } from 'vitest';
import type { Comment } from '../../../../../src/contract/comments.ts';
import type { Draft } from './comment-draft.ts';
import { LineAnnotations, placeComments } from './place-comments.ts';
import { sampleHunk, toSamplePatch } from './testing/sample-file.ts';

const headSha = 'aaaaaaa';
const file = { previousPath: null, patch: toSamplePatch(sampleHunk) };
const findFile = (path: string) => (path === 'x.ts' ? file : undefined);

const toComment = (id: string, change: Partial<Comment> = {}): Comment => ({
  id,
  chat_id: 'chat',
  remote_origin: 'origin',
  branch: 'branch',
  pull_request_url: null,
  head_sha: headSha,
  path: 'x.ts',
  old_line: null,
  new_line: 11,
  start_line: null,
  quoted: 'new',
  body: 'Why?',
  target: 'agent',
  author_id: 'local',
  url: null,
  created_at: '2026-01-01T00:00:00.000Z',
  received_at: null,
  ...change,
});

const toDraft = (key: string, newLine: number): Draft => ({
  key,
  id: key,
  attempted: null,
  place: { path: 'x.ts', previousPath: null, oldLine: null, newLine, startLine: null },
  quoted: '',
  headSha,
  body: 'Draft.',
  listed: false,
});

const place = (comments: Comment[], drafts: Draft[] = []) =>
  placeComments(comments, drafts, headSha, findFile);

test('groups the comments and drafts on one line', () => {
  const { threads, unplaced } = place([toComment('1'), toComment('2')], [toDraft('3', 11)]);
  expect(threads.get('x.ts')?.get('additions 11')).toMatchObject({
    comments: [{ id: '1' }, { id: '2' }],
    drafts: ['3'],
  });
  expect(unplaced).toEqual([]);
});

test('lists comments outside the changes, with a place to go to if there is one', () => {
  const { unplaced } = place([
    toComment('earlier', { head_sha: 'bbbbbbb', quoted: 'gone' }),
    toComment('around', { old_line: 40, new_line: 41 }),
    toComment('elsewhere', { path: 'y.ts' }),
  ]);
  expect(unplaced.map((each) => [each.comment.id, each.place?.newLine])).toEqual([
    ['earlier', undefined],
    ['around', 41],
    ['elsewhere', undefined],
  ]);
});

test('keeps the annotations of a file whose annotated lines are the same', () => {
  const annotations = new LineAnnotations();
  const one = annotations.update(place([toComment('1')]).threads, undefined);
  const two = annotations.update(place([toComment('1'), toComment('2')]).threads, undefined);
  expect(two).toBe(one);
  const three = annotations.update(place([toComment('1', { new_line: 12 })]).threads, undefined);
  expect(three.get('x.ts')).toEqual([{ side: 'additions', lineNumber: 12, metadata: undefined }]);
  expect(annotations.update(new Map(), undefined).size).toBe(0);
});

test('puts the line with the open form first and keeps the order of the others', () => {
  const annotations = new LineAnnotations();
  const list = (comments: Comment[], open?: string) =>
    annotations.update(place(comments, [toDraft('d', 12)]).threads, open).get('x.ts');
  const lines = (annotations: ReturnType<typeof list>) =>
    annotations?.map(({ lineNumber }) => lineNumber);
  expect(lines(list([toComment('1')]))).toEqual([11, 12]);
  expect(lines(list([toComment('1')], 'd'))).toEqual([12, 11]);
  const earlier = toComment('2', { old_line: 10, new_line: 10 });
  expect(lines(list([toComment('1'), earlier], 'd'))).toEqual([12, 11, 10]);
});
