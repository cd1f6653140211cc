import './testing/navigator.ts';
import { describe, expect, test } from 'vitest';
import { findMovedBlocks, toMovedLines } from './moved-blocks.ts';
import { parsePatch } from './parse-patch.ts';

const block = ['function retry(times) {', '  return send(times);', '}'];
const remove = (path: string, lines: string[]) => toFile(path, lines, []);
const add = (path: string, lines: string[]) => toFile(path, [], lines);

function toFile(path: string, removed: string[], added: string[]): string {
  const lines = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
  const counts = `@@ -10,${removed.length + 1} +20,${added.length + 1} @@`;
  return `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${counts}\n start\n${lines.join('\n')}\n`;
}

const find = (diff: string) => findMovedBlocks([...parsePatch(diff)]);

describe('a moved block', () => {
  test('is found in another file, also with another indentation', () => {
    const indented = block.map((line) => `    ${line}`);
    expect(find(remove('a.ts', block) + add('b.ts', indented))).toEqual([
      { from: { path: 'a.ts', line: 11 }, to: { path: 'b.ts', line: 21 }, lines: 3 },
    ]);
  });

  test.each([
    ['has fewer than three lines', block.slice(0, 2)],
    ['has hardly any letters', ['{', '}', '{', '}']],
  ])('is not one that %s', (_, lines) => {
    expect(find(remove('a.ts', lines) + add('b.ts', lines))).toEqual([]);
  });

  test('is not one that stayed in its place', () => {
    expect(
      find(
        toFile(
          'a.ts',
          block,
          block.map((line) => ` ${line}`),
        ),
      ),
    ).toEqual([]);
  });

  test('is the longest of several', () => {
    const long = [...block, 'export { retry };'];
    expect(find(remove('a.ts', long) + add('b.ts', block) + add('c.ts', long))).toMatchObject([
      { to: { path: 'c.ts' }, lines: 4 },
    ]);
  });

  test('knows for each line where it came from and where it went', () => {
    const lines = toMovedLines(find(remove('a.ts', block) + add('b.ts', block)));
    expect(lines.get('a.ts')?.old.get(12)).toEqual({ path: 'b.ts', line: 22 });
    expect(lines.get('b.ts')?.new.get(23)).toEqual({ path: 'a.ts', line: 13 });
    expect(lines.get('a.ts')?.new.size).toBe(0);
  });
});
