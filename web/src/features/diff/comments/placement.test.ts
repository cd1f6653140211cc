import { expect, test } from 'vitest';
import type { FilePatch } from '../parse-patch.ts';
import { type CommentAnchor, findPlacement } from './placement.ts';
import { sampleHunk, toSamplePatch } from './testing/sample-file.ts';

const place = { path: 'x.ts', previousPath: null, oldLine: null, newLine: 12, startLine: 11 };
const anchor: CommentAnchor = { place, quoted: 'new\nmore', headSha: 'aaaaaaa' };
const toFile = (patch: FilePatch | undefined) => ({ previousPath: null, patch });
const sample = toFile(toSamplePatch(sampleHunk));

test('places a comment on the same head where it was written', () => {
  const placement = findPlacement(anchor, 'aaaaaaa', sample);
  expect(placement).toEqual({ state: 'shown', place, inPatch: true });
});

test('recognizes a line outside the patch', () => {
  const around = { ...anchor, place: { ...place, oldLine: 40, newLine: 41, startLine: null } };
  expect(findPlacement(around, 'aaaaaaa', sample)).toMatchObject({ inPatch: false });
});

test('follows its lines after a push', () => {
  const moved = toFile(toSamplePatch('@@ -20 +20,3 @@\n-old\n+new\n+more\n+most\n'));
  expect(findPlacement(anchor, 'bbbbbbb', moved)).toMatchObject({
    state: 'shown',
    place: { oldLine: null, newLine: 21, startLine: 20 },
  });
});

test('places lines that occur twice only at their old position', () => {
  const twice = '@@ -1,0 +11,2 @@\n+new\n+more\n@@ -50,0 +62,2 @@\n+new\n+more\n';
  const there = findPlacement(anchor, 'bbbbbbb', toFile(toSamplePatch(twice)));
  expect(there).toMatchObject({ state: 'shown', place: { newLine: 12 } });
  const elsewhere = twice.replace('+11,2', '+31,2');
  expect(findPlacement(anchor, 'bbbbbbb', toFile(toSamplePatch(elsewhere)))).toEqual({
    state: 'outdated',
  });
});

test('is outdated when its lines are gone', () => {
  const other = toFile(toSamplePatch('@@ -11 +11 @@\n-old\n+other\n'));
  expect(findPlacement(anchor, 'bbbbbbb', other)).toEqual({ state: 'outdated' });
  expect(findPlacement(anchor, 'bbbbbbb', undefined)).toEqual({ state: 'outdated' });
});

test('does not place a comment on a deleted line at an unchanged one', () => {
  const deleted: CommentAnchor = {
    place: { ...place, oldLine: 12, newLine: null, startLine: null },
    quoted: 'twelve',
    headSha: 'aaaaaaa',
  };
  expect(findPlacement(deleted, 'bbbbbbb', sample)).toEqual({ state: 'outdated' });
});

test('does not guess without quoted lines', () => {
  expect(findPlacement({ ...anchor, quoted: '' }, 'bbbbbbb', sample)).toEqual({
    state: 'outdated',
  });
});

test('does not treat two unknown heads as the same', () => {
  const unknown = { ...anchor, quoted: 'else', headSha: null };
  expect(findPlacement(unknown, null, sample)).toEqual({ state: 'outdated' });
});

test('is not loaded while the lines of its file are missing', () => {
  expect(findPlacement(anchor, 'bbbbbbb', toFile(undefined))).toEqual({ state: 'not_loaded' });
});
