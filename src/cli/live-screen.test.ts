import { beforeEach, expect, test } from 'vitest';
import { FakeInput, FakeOutput } from '../../test/support/cli/fake-screen.ts';
import { openFullScreen } from './full-screen.ts';
import { createLiveScreen, type LiveScreen } from './live-screen.ts';

let input: FakeInput;
let output: FakeOutput;
let screen: LiveScreen;

beforeEach(() => {
  input = new FakeInput();
  output = new FakeOutput();
  screen = createLiveScreen(openFullScreen(input, output));
});

const lines = ['TITLE', ...Array.from({ length: 10 }, (_, index) => `row ${index}`)];

test('draws in place, without clearing the screen first', () => {
  screen.show(['TITLE', 'row'], 'q quit');
  expect(output.listRows()).toEqual(['TITLE', 'row', '', '', '', 'q quit']);
  expect(output.written.join('')).not.toContain('\x1b[2J');
  const frames = output.written.length;
  screen.show(['TITLE', 'row'], 'q quit');
  expect(output.written).toHaveLength(frames);
});

test('keeps its place when the lines change', () => {
  screen.show(lines, 'q quit');
  input.type('j');
  input.type('\x1b[B');
  expect(output.listRows()).toEqual([
    'TITLE',
    'row 2',
    'row 3',
    'row 4',
    'row 5',
    'q quit  4 more below',
  ]);
  screen.show(lines.with(4, 'changed'), 'q quit');
  expect(output.listRows().slice(1, 3)).toEqual(['row 2', 'changed']);
});

test('never scrolls past either end', () => {
  screen.show(lines, 'q quit');
  input.type('G');
  input.type('j');
  expect(output.listRows().slice(1, 5)).toEqual(['row 6', 'row 7', 'row 8', 'row 9']);
  screen.show(lines.slice(0, 3), 'q quit');
  expect(output.listRows().slice(1, 3)).toEqual(['row 0', 'row 1']);
  input.type('\x1b[5~');
  expect(output.listRows()[1]).toBe('row 0');
});

test('redraws for a new size', () => {
  screen.onResize(() => screen.show([`${screen.columns} columns`], ''));
  output.columns = 40;
  output.rows = 3;
  output.emit('resize');
  expect(output.listRows()).toEqual(['40 columns', '', '']);
});

test.each(['q', '\x03'])('%j ends it, and the terminal is as it was', (key) => {
  expect(input.isRaw).toBe(true);
  input.type(key);
  expect(screen.closed.aborted).toBe(true);
  screen[Symbol.dispose]();
  expect(input).toMatchObject({ isRaw: false, isPaused: true });
  expect(output.written.at(-1)).toBe('\x1b[?7h\x1b[?25h\x1b[?1049l');
  expect([...input.eventNames(), ...output.eventNames()]).toEqual([]);
});
