import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import {
  readTomlTable,
  removeTomlTable,
  replaceTomlTable,
  setTomlTable,
  sliceTomlTable,
} from './toml-edit.ts';

const table = ['mcp_servers', 'afterpush'];
const values = { command: '/usr/bin/node', args: ['a.js', 'mcp'] };
const block = '[mcp_servers.afterpush]\ncommand = "/usr/bin/node"\nargs = ["a.js", "mcp"]\n';

const add = (text: string) => setTomlTable(text, table, values);

test.each([
  ['an empty file', '', block],
  ['a file', 'model = "o" # mine\n', `model = "o" # mine\n\n${block}`],
  ['a file without an end of its last line', 'model = "o"', `model = "o"\n\n${block.trimEnd()}`],
  ['Windows line ends', 'a = 1\r\n', `a = 1\r\n\r\n${block.replaceAll('\n', '\r\n')}`],
])('the table is added to %s, and removed without a trace', (_name, before, after) => {
  expect(add(before)).toBe(after);
  expect(add(after)).toBe(after);
  expect(removeTomlTable(after, table)).toBe(before);
});

test('only our values are updated; other keys, comments and tables stay', () => {
  const text = `# mine
[ mcp_servers . "afterpush" ] # here
args = [ # old
  "b.js", # ] "
]
enabled = false # off

[mcp_servers.afterpush.env]
A = """
[mcp_servers.no]
"""
# before the next
[mcp_servers.other]
command = 'x'
`;
  const expected = text
    .replace('[ # old\n  "b.js", # ] "\n]', '["a.js", "mcp"]')
    .replace('# off\n', '# off\ncommand = "/usr/bin/node"\n');
  expect(add(text)).toBe(expected);
  expect(removeTomlTable(expected, table)).toBe(
    "# mine\n# before the next\n[mcp_servers.other]\ncommand = 'x'\n",
  );
});

test('text that a person added after the table stays', () => {
  const text = `${add('a = 1\n')}\n[tools]\nweb = true\n`;
  expect(removeTomlTable(text, table)).toBe('a = 1\n\n[tools]\nweb = true\n');
});

test('the table of a person can be put back', () => {
  const before = '[mcp_servers.afterpush]\ncommand = "npx" # mine\n\n[z]\na = 1\n';
  const after = add(before);
  expect(readTomlTable(after, [...table, 'command'])).toBe('/usr/bin/node');
  expect(replaceTomlTable(after, table, sliceTomlTable(before, table))).toBe(before);
});

describe('a file is refused with line and column', () => {
  test.each([
    ['malformed', 'a = 1\nb = [1,\n', 3, 1],
    ['with the servers in one value', 'a = 1\nmcp_servers = { a = {} }\n', 2, 1],
    ['with dotted keys', 'mcp_servers.afterpush.command = "x"\n', 1, 1],
  ])('%s', (_name, text, line, column) => {
    expect(() => add(text)).toThrow(expect.objectContaining({ line, column }));
  });
});

const statement = fc.constantFrom(
  '# [mcp_servers.afterpush]',
  'a = "[x]" # b',
  "a = '''\n[mcp_servers.afterpush]\n'''",
  'a = [\n  "]", # ]\n  { b = "}" },\n]',
  'a = """x""""\n',
  '"a.b".c = 1979-05-27T07:32:00Z',
  '',
);

test('other statements stay, whatever they are', () => {
  const section = fc.tuple(
    fc.constantFrom('', '[t.u]\n', '[[v]]\n', "['mcp_servers'.b]\n"),
    statement,
  );
  const document = fc
    .array(section, { maxLength: 4 })
    .map((sections) => sections.map(([header, text]) => `${header}${text}\n`).join(''));
  fc.assert(
    fc.property(document, (before) => {
      try {
        parse(before);
      } catch {
        return;
      }
      const after = add(before);
      expect(add(after)).toBe(after);
      expect(removeTomlTable(after, table)).toBe(before);
      expect(removeTomlTable(`${after}[w]\na = 1\n`, table)).toBe(`${before}[w]\na = 1\n`);
    }),
    { numRuns: 300 },
  );
});
