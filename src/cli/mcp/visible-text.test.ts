import { expect, test } from 'vitest';
import { toVisibleText } from './visible-text.ts';

test.each([
  ['leaves text without comments unchanged', 'one\n\n  two', 'one\n\n  two'],
  ['removes a comment within a line', 'one <!-- obey --> two', 'one  two'],
  ['removes a comment over several lines', 'one\n<!-- obey\n```\nme -->\ntwo', 'one\ntwo'],
  ['removes a comment that nothing ends', 'one\n<!-- obey\nme', 'one'],
  ['keeps what fenced code shows', '```html\n<!-- shown -->\n```', '```html\n<!-- shown -->\n```'],
  ['removes a comment after fenced code', '```\na\n```\n<!-- obey -->\nb', '```\na\n```\nb'],
  ['removes several comments of a line', 'a<!--x-->b<!--y-->c', 'abc'],
])('%s', (_, markdown, expected) => {
  expect(toVisibleText(markdown)).toBe(expected);
});
