import { expect, test } from 'vitest';
import { parseAnsi, plainStyle } from './parse-ansi.ts';

const parse = (line: string) =>
  parseAnsi(line, plainStyle).spans.map(({ text, style }) => [text, style.color, style.background]);

test('a line without colours is one piece', () => {
  expect(parse('all fine')).toEqual([['all fine', null, null]]);
});

test.each([
  [
    '\x1b[31mred\x1b[0m plain',
    [
      ['red', 'red', null],
      [' plain', null, null],
    ],
  ],
  ['\x1b[91;44mboth\x1b[39m', [['both', 'red', 'blue']]],
  ['\x1b[38;5;208morange', [['orange', 'yellow', null]]],
  ['\x1b[38;2;10;200;30mgreen', [['green', 'green', null]]],
  ['\x1b[48;5;240mgrey', [['grey', null, 'black']]],
  ['\x1b[38:5:196mcolon', [['colon', 'red', null]]],
  ['\x1b[mreset', [['reset', null, null]]],
])('%j has the colours of a terminal', (line, expected) => {
  expect(parse(line)).toEqual(expected);
});

test('bold, dim, italic and underlined text end with their own codes', () => {
  const { spans, end } = parseAnsi('\x1b[1;2;3;4mall\x1b[22;23;24mnone', plainStyle);
  expect(spans.map(({ style }) => style)).toEqual([
    { ...plainStyle, bold: true, dim: true, italic: true, underline: true },
    plainStyle,
  ]);
  expect(end).toEqual(plainStyle);
});

test('a colour lasts until a later line ends it', () => {
  const { end } = parseAnsi('\x1b[32mopen', plainStyle);
  expect(parseAnsi('still', end).spans[0]?.style.color).toBe('green');
});

test('nothing remains of what could move the cursor, beep, link or change the direction', () => {
  const hostile =
    'a\x1b[2J\x1b]8;;https://evil.test\x07b\x07\x1b[999;;;38;5mc\u202ed\u2066\x1bc\x1b[';
  expect(
    parse(hostile)
      .map(([text]) => text)
      .join(''),
  ).toBe('abcd');
});

test('markup is text', () => {
  expect(parse('<img src=x onerror=alert(1)>')).toEqual([
    ['<img src=x onerror=alert(1)>', null, null],
  ]);
});
