import { expect, test } from 'vitest';
import type { FilePatch } from '../parse-patch.ts';
import { findPlacement, type Spoken } from './placement.ts';
import { sampleHunk, toSamplePatch } from './testing/sample-file.ts';

const place = { path: 'x.ts', previousPath: null, oldLine: null, newLine: 12, startLine: 11 };
const spoken: Spoken = { place, quoted: 'new\nmore', headSha: 'aaaaaaa' };
const read = (patch: FilePatch | undefined) => ({ previousPath: null, patch });
const sample = read(toSamplePatch(sampleHunk));

test('what was said of this head stands where it was said', () => {
  const placement = findPlacement(spoken, 'aaaaaaa', sample);
  expect(placement).toEqual({ state: 'shown', place, amongChanges: true });
});

test('a line around the changes is known not to be one of them', () => {
  const around = { ...spoken, place: { ...place, oldLine: 40, newLine: 41, startLine: null } };
  expect(findPlacement(around, 'aaaaaaa', sample)).toMatchObject({ amongChanges: false });
});

test('after a push it follows its lines', () => {
  const moved = read(toSamplePatch('@@ -20 +20,3 @@\n-old\n+new\n+more\n+most\n'));
  expect(findPlacement(spoken, 'bbbbbbb', moved)).toMatchObject({
    state: 'shown',
    place: { oldLine: null, newLine: 21, startLine: 20 },
  });
});

test('lines that are there twice stand where they were, or nowhere', () => {
  const twice = '@@ -1,0 +11,2 @@\n+new\n+more\n@@ -50,0 +62,2 @@\n+new\n+more\n';
  const there = findPlacement(spoken, 'bbbbbbb', read(toSamplePatch(twice)));
  expect(there).toMatchObject({ state: 'shown', place: { newLine: 12 } });
  const elsewhere = twice.replace('+11,2', '+31,2');
  expect(findPlacement(spoken, 'bbbbbbb', read(toSamplePatch(elsewhere)))).toEqual({
    state: 'earlier',
  });
});

test('lines that are gone belong to an earlier version', () => {
  const other = read(toSamplePatch('@@ -11 +11 @@\n-old\n+other\n'));
  expect(findPlacement(spoken, 'bbbbbbb', other)).toEqual({ state: 'earlier' });
  expect(findPlacement(spoken, 'bbbbbbb', undefined)).toEqual({ state: 'earlier' });
});

test('what was said of a deleted line is not shown at one that stays', () => {
  const deleted: Spoken = {
    place: { ...place, oldLine: 12, newLine: null, startLine: null },
    quoted: 'twelve',
    headSha: 'aaaaaaa',
  };
  expect(findPlacement(deleted, 'bbbbbbb', sample)).toEqual({ state: 'earlier' });
});

test('without quoted lines nothing is guessed', () => {
  expect(findPlacement({ ...spoken, quoted: '' }, 'bbbbbbb', sample)).toEqual({ state: 'earlier' });
});

test('heads that nobody knows are not taken for the same', () => {
  const unknown = { ...spoken, quoted: 'else', headSha: null };
  expect(findPlacement(unknown, null, sample)).toEqual({ state: 'earlier' });
});

test('a file whose lines were not sent may hold it', () => {
  expect(findPlacement(spoken, 'bbbbbbb', read(undefined))).toEqual({ state: 'unread' });
});
