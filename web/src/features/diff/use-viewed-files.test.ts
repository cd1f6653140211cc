import { expect, test } from 'vitest';
import { isViewed, maximumFiles, parseViewedFiles, withViewed } from './use-viewed-files.ts';

test('keeps a file viewed until it changes', () => {
  const viewed = withViewed({}, 'branch', 'a.ts', 'v1', 1);
  expect(isViewed(viewed, 'branch', 'a.ts', 'v1')).toBe(true);
  expect(isViewed(viewed, 'branch', 'a.ts', 'v2')).toBe(false);
  expect(isViewed(viewed, 'other', 'a.ts', 'v1')).toBe(false);
  expect(withViewed(viewed, 'branch', 'a.ts', undefined, 2)).toEqual({});
});

test('survives being stored and parsed', () => {
  const viewed = withViewed(withViewed({}, 'b', '__proto__', 'v1', 1), 'b', 'a.ts', 'v2', 2);
  const read = parseViewedFiles(JSON.stringify(viewed));
  expect(isViewed(read, 'b', '__proto__', 'v1')).toBe(true);
  expect(isViewed(read, 'b', 'constructor', 'v1')).toBe(false);
});

test('ignores invalid stored data', () => {
  for (const text of [null, '', '[]', 'null', '{"b":1}', '{"b":{"at":1,"files":{"a":2}}}']) {
    expect(parseViewedFiles(text)).toEqual({});
  }
});

test('removes the least recently viewed branch when the limit is reached', () => {
  let viewed = withViewed({}, 'old', 'a.ts', 'v', 1);
  const many = Array.from({ length: maximumFiles }, (_, at) => [`file ${at}`, 'v']);
  viewed = { ...viewed, new: { at: 2, files: Object.fromEntries(many.slice(1)) } };
  expect(Object.keys(withViewed(viewed, 'new', 'file 0', 'v', 3))).toEqual(['new']);
});
