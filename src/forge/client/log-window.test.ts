import { describe, expect, test } from 'vitest';
import type { LogRange } from '../forge.ts';
import { LogWindow } from './log-window.ts';

function readAll(range: LogRange, ...pieces: (string | Uint8Array)[]) {
  const window = new LogWindow(range);
  for (const piece of pieces) {
    if (!window.receive(typeof piece === 'string' ? Buffer.from(piece) : piece)) break;
  }
  return window.finish();
}

describe('a window on a log', () => {
  test('keeps the last lines, wherever the pieces were cut', () => {
    const bytes = Buffer.from('eins\r\nzwei\ndrei ä\nvier');
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(readAll({ lines: 2, offset: null }, ...pieces)).toEqual({
      lines: ['drei ä', 'vier'],
      firstLine: 2,
      totalLines: 4,
      firstErrorLine: null,
    });
  });

  test('keeps the lines from an offset on, and wants no more then', () => {
    const window = new LogWindow({ lines: 2, offset: 1 });
    expect(window.receive(Buffer.from('a\nb\nc\n'))).toBe(true);
    expect(window.receive(Buffer.from('d\n'))).toBe(false);
    expect(window.finish()).toMatchObject({ lines: ['b', 'c'], firstLine: 1, totalLines: null });
  });

  test('knows how long a log is that ends within the window', () => {
    const range = { lines: 5, offset: 1 };
    expect(readAll(range, 'a\nb\n')).toMatchObject({ lines: ['b'], totalLines: 2 });
    expect(readAll({ lines: 5, offset: 9 }, 'a\n')).toMatchObject({ lines: [], totalLines: 1 });
  });

  test('finds the error also where it lies before the kept lines', () => {
    const range = { lines: 1, offset: null };
    expect(readAll(range, 'a\nError: no\nb\nc\n')).toMatchObject({
      lines: ['c'],
      firstErrorLine: 1,
    });
  });

  test('drops the line in which a received end begins', () => {
    const window = new LogWindow({ lines: 9, offset: null });
    window.receive(Buffer.from('alf a line\nok\nError: no\n'));
    expect(window.finishEnd()).toEqual({
      lines: ['ok', 'Error: no'],
      firstLine: null,
      totalLines: null,
      firstErrorLine: 1,
    });
  });

  test('holds a bounded number of characters, however long the lines are', () => {
    const window = new LogWindow({ lines: 10_000, offset: null });
    const piece = Buffer.alloc(64 * 1024, 'x');
    for (let count = 0; count < 1_600; count += 1) {
      window.receive(piece);
      if (count % 2 === 1) window.receive(Buffer.from('\n'));
    }
    const { lines, totalLines } = window.finish();
    expect(totalLines).toBe(800);
    expect(Math.max(...lines.map(({ length }) => length))).toBe(10_001);
    expect(lines.join('').length).toBeLessThanOrEqual(4 * 1024 * 1024);
  });

  test('stops at the same bound after an offset', () => {
    const line = `${'x'.repeat(9_000)}\n`;
    const { lines, firstLine, totalLines } = readAll(
      { lines: 10_000, offset: 2 },
      ...Array.from({ length: 1_000 }, () => line),
    );
    expect([firstLine, totalLines]).toEqual([2, null]);
    expect(lines.length).toBeGreaterThan(400);
    expect(lines.join('').length).toBeLessThanOrEqual(4 * 1024 * 1024);
  });
});
