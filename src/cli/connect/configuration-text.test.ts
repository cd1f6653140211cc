import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ConfigurationFile,
  type ConnectedAgent,
  connectedAgents,
  getConfiguration,
} from './agent-configurations.ts';
import { addEntries, removeEntries } from './configuration-text.ts';
import { setJson } from './json-edit.ts';

const program = { command: '/usr/bin/node', args: ['/opt/afterpush/dist/afterpush.js'] };
const later = { command: '/usr/bin/node', args: ['/opt/afterpush-2/dist/afterpush.js'] };

function getFile(agent: ConnectedAgent, index = 0, own = program): ConfigurationFile {
  const file = getConfiguration(agent, { HOME: '/home/ada' }, own).files[index];
  if (!file) throw new Error('no such file');
  return file;
}

const addMcp = (text: string | undefined) => addEntries(getFile('cursor'), text);

test('a new file has the entry of each agent as its documentation shows it', () => {
  const texts = connectedAgents.flatMap((agent) =>
    getConfiguration(agent, { HOME: '/home/ada' }, program).files.map((file) => {
      expect(addEntries(file, addEntries(file, undefined))).toBe(addEntries(file, undefined));
      return `${file.path}\n${addEntries(file, undefined)}`;
    }),
  );
  expect(texts.join('\n')).toMatchSnapshot();
});

describe('an entry is added to', () => {
  test.each([
    [
      'a file with comments, as its last member',
      '{\n  // mine\n  "mcpServers": {\n    "a": { "url": "x" } // the first\n  }, /* end */\n  "z": 1\n}\n',
      '{\n  // mine\n  "mcpServers": {\n    "a": { "url": "x" }, // the first\n    "afterpush": ENTRY\n  }, /* end */\n  "z": 1\n}\n',
    ],
    [
      'a file with trailing commas',
      '{\n  "mcpServers": {\n    "a": {},\n  },\n}\n',
      '{\n  "mcpServers": {\n    "a": {},\n    "afterpush": ENTRY,\n  },\n}\n',
    ],
    ['a single line', '{"mcpServers":{"a":{}}}', '{"mcpServers":{"a":{},"afterpush":LINE}}'],
    [
      'an object that is empty',
      '{\n  "mcpServers": {}\n}\n',
      '{\n  "mcpServers": {\n    "afterpush": ENTRY\n  }\n}\n',
    ],
    [
      'an object with a comment only',
      '{\n  "mcpServers": {\n    // none\n  }\n}\n',
      '{\n  "mcpServers": {\n    // none\n    "afterpush": ENTRY\n  }\n}\n',
    ],
  ])('%s', (_name, before, after) => {
    const members = { type: 'stdio', ...program, args: [...program.args, 'mcp'] };
    const entry = JSON.stringify(members, null, 2).replaceAll('\n', '\n    ');
    const compact = JSON.stringify(members);
    const expected = after.replace('ENTRY', entry).replace('LINE', compact);
    expect(addMcp(before)).toBe(expected);
    expect(removeEntries(getFile('cursor'), expected, before)).toBe(before);
  });

  test('a file with Windows line ends and tabs, in the same way', () => {
    const before = '{\r\n\t"mcpServers": {\r\n\t\t"a": {}\r\n\t}\r\n}';
    const after = addMcp(before);
    expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(after).toContain('\r\n\t\t"afterpush": {\r\n\t\t\t"type": "stdio",\r\n');
    expect(removeEntries(getFile('cursor'), after, before)).toBe(before);
  });
});

test('what a person added to our entry stays, and a new version updates the rest', () => {
  const before = addMcp('{}');
  const edited = setJson(before, ['mcpServers', 'afterpush', 'disabled'], true);
  const updated = addEntries(getFile('cursor', 0, later), edited);
  expect(updated).toBe(edited.replace('/opt/afterpush/', '/opt/afterpush-2/'));
});

test('an entry that a person had is there again afterwards', () => {
  const before =
    '{"mcpServers": {"afterpush": {"command": "npx", "args": ["afterpush", "mcp"]}, "b": {}}}';
  const after = addMcp(before);
  expect(JSON.parse(after).mcpServers.afterpush.command).toBe('/usr/bin/node');
  const changed = setJson(after, ['mcpServers', 'b'], { url: 'x' });
  expect(removeEntries(getFile('cursor'), changed, before)).toBe(
    before.replace('"b": {}', '"b": {"url":"x"}'),
  );
});

test("hooks are added beside a person's, updated in place, and removed with their group", () => {
  const file = getFile('claude-code', 1);
  const before = '{\n  "hooks": {\n    "Stop": [{ "hooks": [{ "command": "x" }] }]\n  }\n}\n';
  const after = addEntries(file, before);
  const hooks = JSON.parse(after).hooks;
  expect(hooks.Stop).toHaveLength(2);
  expect(hooks.SessionStart[0].hooks[0]).toEqual({
    type: 'command',
    command:
      '/usr/bin/node /opt/afterpush/dist/afterpush.js agent-hook session-start --agent claude-code',
    timeout: 5,
  });
  const updated = addEntries(getFile('claude-code', 1, later), after);
  expect(updated).toBe(after.replaceAll('/opt/afterpush/', '/opt/afterpush-2/'));
  expect(removeEntries(file, updated, before)).toBe(before);
});

test('a hook that a person moved into another group is removed from it, and the group stays', () => {
  const file = getFile('claude-code', 1);
  const [own] = JSON.parse(addEntries(file, undefined)).hooks.Stop[0].hooks;
  const other = { type: 'command', command: 'x' };
  const mixed = JSON.stringify({ hooks: { Stop: [{ hooks: [other, own] }] } });
  expect(addEntries(file, mixed)).toContain(JSON.stringify([{ hooks: [other, own] }]));
  const without = removeEntries(file, mixed, undefined) ?? '';
  expect(JSON.parse(without)).toEqual({ hooks: { Stop: [{ hooks: [other] }] } });
});

test('a file that only we wrote to is removed, one with more is not', () => {
  const file = getFile('cursor', 1);
  const created = addEntries(file, undefined);
  expect(removeEntries(file, created, null)).toBeUndefined();
  const edited = setJson(created, ['hooks', 'afterFileEdit'], [{ command: 'fmt' }]);
  const rest = JSON.parse(removeEntries(file, edited, null) ?? '');
  expect(rest).toEqual({ version: 1, hooks: { afterFileEdit: [{ command: 'fmt' }] } });
});

test.each([
  ['{\n  "mcpServers": [\n  ]\n}', 2, 17, 'must be an object'],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'Unexpected'],
  ['[]', 1, 1, 'must be an object'],
  ['{"mcpServers": {},\n "mcpServers": {}}', 2, 2, '"mcpServers" is there twice'],
])('%j is refused with its line and column', (text, line, column, message) => {
  expect(() => addMcp(text)).toThrow(
    expect.objectContaining({ line, column, message: expect.stringContaining(message) }),
  );
});

/** JSON as people write it: with comments, white space, line ends and trailing commas of their choice. */
const document = fc
  .record({
    value: fc.dictionary(
      fc.constantFrom('a', 'hooks', 'mcpServers', '"', 'ü'),
      fc.dictionary(
        fc.constantFrom('x', 'Stop', 'y//z'),
        fc.array(fc.oneof(fc.integer(), fc.constant('/* ",'), fc.constant({ hooks: [] }))),
      ),
    ),
    indentation: fc.constantFrom(0, 2, 4, '\t'),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    comment: fc.constantFrom('', ' // it, is', ' /* { */'),
    isTrailing: fc.boolean(),
    end: fc.constantFrom('', '\n', '\n\n// end'),
  })
  .map(({ value, indentation, lineEnd, comment, isTrailing, end }) => {
    const lines = JSON.stringify(value, null, indentation).split('\n');
    const written = lines.map((line, index) => {
      const isLast = /^\s*[\]}]/.test(lines[index + 1] ?? '') && !/[[{,]$/.test(line);
      return line + (isTrailing && isLast ? ',' : '') + (index + 1 < lines.length ? comment : '');
    });
    return (written.join('\n') + end).replaceAll('\n', lineEnd);
  });

test('removing our entries restores any file, also when a person changed it since', () => {
  const files = [getFile('gemini'), getFile('claude-code', 1), getFile('cursor')];
  fc.assert(
    fc.property(document, fc.constantFrom(...files), fc.boolean(), (before, file, isChanged) => {
      const member = /^\{\s*\}/.test(before) ? '' : '"first": [1],';
      const change = (text: string) =>
        isChanged ? `// mine\n${text.replace('{', `{${member}`)} // end` : text;
      const after = addEntries(file, before);
      expect(addEntries(file, after)).toBe(after);
      expect(removeEntries(file, change(after), before)).toBe(change(before));
    }),
    { numRuns: 300 },
  );
});
