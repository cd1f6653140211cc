import { expect, test } from 'vitest';
import { parsePatchHeader, splitPatch } from './patch-header.ts';

const plain = [
  'diff --git a/one.txt b/one.txt',
  'index 1111111..2222222 100644',
  '--- a/one.txt',
  '+++ b/one.txt',
  '@@ -1 +1 @@',
  '-diff --git a/fake b/fake',
  '+--- a/fake',
  '',
].join('\n');

test('splits a diff at its headers, not at code that looks like one', () => {
  const second = plain.replaceAll('one.txt', 'two.txt');
  expect([...splitPatch(plain + second)]).toEqual([plain, second]);
  expect([...splitPatch(`preface\n${plain}`)]).toEqual([plain]);
  expect([...splitPatch('')]).toEqual([]);
});

test('takes the path after the change', () => {
  expect(parsePatchHeader(plain)).toEqual({
    path: 'one.txt',
    previousPath: null,
    modeBefore: '100644',
    modeAfter: '100644',
    binary: false,
  });
});

test.each([
  ['diff --git a/a b/c b/a b/c\nold mode 100644\nnew mode 100755', 'a b/c'],
  ['diff --git "a/\\303\\274.txt" "b/\\303\\274.txt"\nold mode 100644', 'ü.txt'],
  ['diff --git "a/a\\tb\\"c" "b/a\\tb\\"c"\n--- "a/a\\tb\\"c"\n+++ "b/a\\tb\\"c"', 'a\tb"c'],
  ['diff --git a/with space b/with space\n--- a/with space\t\n+++ b/with space\t', 'with space'],
  ['diff --git a/gone b/gone\ndeleted file mode 100644\n--- a/gone\n+++ /dev/null', 'gone'],
  ['diff --git a/x.bin b/x.bin\nBinary files a/x.bin and b/x.bin differ', 'x.bin'],
  [
    'diff --git a/old b/new\r\nsimilarity index 100%\r\nrename from old\r\nrename to new\r\n',
    'new',
  ],
])('finds in %j the path %j', (section, path) => {
  expect(parsePatchHeader(section).path).toBe(path);
});

test('parses modes, previous paths and binary files', () => {
  const mode = 'diff --git a/x b/x\nold mode 100644\nnew mode 100755\n';
  expect(parsePatchHeader(mode)).toMatchObject({ modeBefore: '100644', modeAfter: '100755' });
  const moved = 'diff --git a/x b/y\nsimilarity index 90%\nrename from x\nrename to y\n';
  expect(parsePatchHeader(moved)).toMatchObject({ path: 'y', previousPath: 'x' });
  const binary = 'diff --git a/x b/x\nindex 1..2\nGIT binary patch\nliteral 3\n+++ b/evil\n';
  expect(parsePatchHeader(binary)).toMatchObject({ path: 'x', binary: true });
});
