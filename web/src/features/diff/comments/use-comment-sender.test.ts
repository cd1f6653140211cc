import { expect, test } from 'vitest';
import { formatPlace } from './comment-place.ts';
import { formatForClipboard } from './use-comment-sender.ts';

const place = { path: 'src/a.ts', previousPath: null, oldLine: null, newLine: 7, startLine: 5 };

test('formats a comment as its place, the quoted lines and its text', () => {
  const text = formatForClipboard([{ place, quoted: 'one\ntwo', body: 'Merge these.\n' }]);
  expect(text).toBe('src/a.ts:5-7\n```\none\ntwo\n```\nMerge these.');
});

test('separates comments with an empty line', () => {
  const one = { place: { ...place, startLine: null }, quoted: '', body: 'First.' };
  expect(formatForClipboard([one, { ...one, body: 'Second.' }])).toBe(
    'src/a.ts:7\nFirst.\n\nsrc/a.ts:7\nSecond.',
  );
});

test('uses a fence that the quoted lines do not end', () => {
  const text = formatForClipboard([{ place, quoted: '````md', body: 'Close it.' }]);
  expect(text).toContain('\n`````\n````md\n`````\n');
});

test('says that the number of a deleted line is the old one', () => {
  expect(formatPlace({ ...place, oldLine: 9, newLine: null, startLine: null })).toBe(
    'src/a.ts:9 (before the change)',
  );
});

test('escapes deceptive characters in the path', () => {
  expect(formatPlace({ ...place, path: 'a\nb\u202e.ts' })).toBe('a\\nb\\u{202e}.ts:5-7');
});
