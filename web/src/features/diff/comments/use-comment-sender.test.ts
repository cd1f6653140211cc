import { expect, test } from 'vitest';
import { formatPlace } from './comment-place.ts';
import { toClipboardText } from './use-comment-sender.ts';

const place = { path: 'src/a.ts', previousPath: null, oldLine: null, newLine: 7, startLine: 5 };

test('a comment is its place, the lines in a block, and the words', () => {
  const text = toClipboardText([{ place, quoted: 'one\ntwo', body: 'Merge these.\n' }]);
  expect(text).toBe('src/a.ts:5-7\n```\none\ntwo\n```\nMerge these.');
});

test('several comments stand apart', () => {
  const one = { place: { ...place, startLine: null }, quoted: '', body: 'First.' };
  expect(toClipboardText([one, { ...one, body: 'Second.' }])).toBe(
    'src/a.ts:7\nFirst.\n\nsrc/a.ts:7\nSecond.',
  );
});

test('the block is not ended by what it quotes', () => {
  const text = toClipboardText([{ place, quoted: '````md', body: 'Close it.' }]);
  expect(text).toContain('\n`````\n````md\n`````\n');
});

test('a deleted line says that its number is the old one', () => {
  expect(formatPlace({ ...place, oldLine: 9, newLine: null, startLine: null })).toBe(
    'src/a.ts:9 (before the change)',
  );
});

test('a path hides nothing', () => {
  expect(formatPlace({ ...place, path: 'a\nb\u202e.ts' })).toBe('a\\nb\\u{202e}.ts:5-7');
});
