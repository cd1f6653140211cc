import { expect, test } from 'vitest';
import { ignoreWhitespace } from './ignore-whitespace.ts';

const header = 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n';

test('turns lines that differ only in whitespace into context with the new text', () => {
  const hunk =
    '@@ -1,4 +1,5 @@ f()\n {\n-one();\n-two();\n+if (x) {\n+  one();\n+ two( );\n+}\n }\n';
  expect(ignoreWhitespace(header + hunk)).toBe(
    `${header}@@ -1,4 +1,5 @@ f()\n {\n+if (x) {\n   one();\n  two( );\n+}\n }\n`,
  );
});

test('leaves out a hunk that changes only whitespace, and keeps the others as they are', () => {
  const spaces = '@@ -1,2 +1,2 @@\n-a b\n+a  b\n c\n';
  const other = '@@ -9,2 +9,2 @@\n-d\n+e\n f\n';
  expect(ignoreWhitespace(header + spaces + other)).toBe(header + other);
  expect(ignoreWhitespace(header + spaces)).toBe(header);
});

test('keeps added and removed blank lines', () => {
  const hunk = '@@ -1,2 +1,3 @@\n a\n+\n b\n';
  expect(ignoreWhitespace(header + hunk)).toBe(header + hunk);
});

test('keeps the mark of a missing final newline with its line', () => {
  const hunk = '@@ -1,2 +1,2 @@\n-a\n+b\n-c\n\\ No newline at end of file\n+c\n';
  expect(ignoreWhitespace(header + hunk)).toBe(`${header}@@ -1,2 +1,2 @@\n-a\n+b\n c\n`);
});

test('does not touch a file without hunks', () => {
  const binary = 'diff --git a/a b/a\nBinary files a/a and b/a differ\n';
  expect(ignoreWhitespace(binary)).toBe(binary);
});
