import { expect, test } from 'vitest';
import type { Comment } from '../../../../../src/contract/comments.ts';
import type { Draft } from './comment-draft.ts';
import { LineMarks } from './line-annotations.ts';
import { placeComments } from './place-comments.ts';
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

test('what was said of one line stands together, drafts too', () => {
  const { threads, apart } = place([toComment('1'), toComment('2')], [toDraft('3', 11)]);
  expect(threads.get('x.ts')?.get('additions 11')).toMatchObject({
    comments: [{ id: '1' }, { id: '2' }],
    drafts: ['3'],
  });
  expect(apart).toEqual([]);
});

test('what the changed lines do not show is listed apart, with the way to it if there is one', () => {
  const { apart } = place([
    toComment('earlier', { head_sha: 'bbbbbbb', quoted: 'gone' }),
    toComment('around', { old_line: 40, new_line: 41 }),
    toComment('elsewhere', { path: 'y.ts' }),
  ]);
  expect(apart.map((each) => [each.comment.id, each.place?.newLine])).toEqual([
    ['earlier', undefined],
    ['around', 41],
    ['elsewhere', undefined],
  ]);
});

test('a file whose marked lines are the same keeps its annotations', () => {
  const marks = new LineMarks();
  const one = marks.update(place([toComment('1')]).threads, undefined);
  const two = marks.update(place([toComment('1'), toComment('2')]).threads, undefined);
  expect(two).toBe(one);
  const three = marks.update(place([toComment('1', { new_line: 12 })]).threads, undefined);
  expect(three.get('x.ts')).toEqual([{ side: 'additions', lineNumber: 12, metadata: undefined }]);
  expect(marks.update(new Map(), undefined).size).toBe(0);
});

test('the line that is written at comes first, and the others keep their order', () => {
  const marks = new LineMarks();
  const list = (comments: Comment[], open?: string) =>
    marks.update(place(comments, [toDraft('d', 12)]).threads, open).get('x.ts');
  const lines = (annotations: ReturnType<typeof list>) =>
    annotations?.map(({ lineNumber }) => lineNumber);
  expect(lines(list([toComment('1')]))).toEqual([11, 12]);
  expect(lines(list([toComment('1')], 'd'))).toEqual([12, 11]);
  const earlier = toComment('2', { old_line: 10, new_line: 10 });
  expect(lines(list([toComment('1'), earlier], 'd'))).toEqual([12, 11, 10]);
});
