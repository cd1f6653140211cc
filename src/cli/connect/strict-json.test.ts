import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommentedJson } from './commented-json.ts';
import type { JsonNode } from './json-node.ts';
import { parseStrictJson } from './strict-json.ts';

function describeNode(node: JsonNode): unknown {
  const { type, start, end } = node;
  const items = node.listItems().map((item) => ({ ...item, value: describeNode(item.value) }));
  return { type, start, end, value: node.evaluate(), items };
}

const spaced = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom('', ' ', '\n', '\r\n\t'))
  .map(([value, space]) => {
    const text = JSON.stringify(value, null, 1).replaceAll('\n', `${space}\n`);
    return `${space}${text}${space}`;
  });

test('strict JSON has the same places and values as the parser of commented JSON finds', () => {
  fc.assert(
    fc.property(spaced, (text) => {
      const strict = parseStrictJson(text);
      expect(strict && describeNode(strict)).toEqual(describeNode(parseCommentedJson(text)));
    }),
  );
});

test.each(['{"a": 1,}', '{} // end', '{"a": 1', '[1 2]', '', '{"a": "\\x"}'])(
  '%j is no strict JSON',
  (text) => {
    expect(parseStrictJson(text)).toBeUndefined();
  },
);

test.each([
  ['[', 1_002, 'nested'],
  ['/**/', 100_000, 'nested too deeply, or has too many comments'],
])('%j, %i times, is an error that names the reason', (part, count, message) => {
  const text =
    part === '[' ? `${part.repeat(count)}${']'.repeat(count)}` : `{${part.repeat(count)}}`;
  const parse = () => (parseStrictJson(text) ?? parseCommentedJson(text)).listItems();
  expect(parse).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
});
