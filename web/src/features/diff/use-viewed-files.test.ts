import { expect, test } from 'vitest';
import { isViewed, maximumMarks, parseViewedMarks, withMark } from './use-viewed-files.ts';

test('a mark holds until the file changes', () => {
  const marks = withMark({}, 'branch', 'a.ts', 'v1', 1);
  expect(isViewed(marks, 'branch', 'a.ts', 'v1')).toBe(true);
  expect(isViewed(marks, 'branch', 'a.ts', 'v2')).toBe(false);
  expect(isViewed(marks, 'other', 'a.ts', 'v1')).toBe(false);
  expect(withMark(marks, 'branch', 'a.ts', undefined, 2)).toEqual({});
});

test('marks survive being stored', () => {
  const marks = withMark(withMark({}, 'b', '__proto__', 'v1', 1), 'b', 'a.ts', 'v2', 2);
  const read = parseViewedMarks(JSON.stringify(marks));
  expect(isViewed(read, 'b', '__proto__', 'v1')).toBe(true);
  expect(isViewed(read, 'b', 'constructor', 'v1')).toBe(false);
});

test('what is stored is doubted', () => {
  for (const text of [null, '', '[]', 'null', '{"b":1}', '{"b":{"at":1,"files":{"a":2}}}']) {
    expect(parseViewedMarks(text)).toEqual({});
  }
});

test('the branch marked longest ago makes room', () => {
  let marks = withMark({}, 'old', 'a.ts', 'v', 1);
  const many = Array.from({ length: maximumMarks }, (_, at) => [`file ${at}`, 'v']);
  marks = { ...marks, new: { at: 2, files: Object.fromEntries(many.slice(1)) } };
  expect(Object.keys(withMark(marks, 'new', 'file 0', 'v', 3))).toEqual(['new']);
});
