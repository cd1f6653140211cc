import { expect, test } from 'vitest';
import { startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { toSampleChat } from '../../test/support/cli/sample-chat.ts';
import type { Chat } from '../contract/chat.ts';
import { createProgram } from './program.ts';

async function run(args: string[], chats: Chat[] = [toSampleChat('Fix', [])]) {
  await using server = await startRecordingServer(() => ({ body: { chats, next_cursor: null } }));
  const environment = { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: 'local-token' };
  const terminal = createRecordingTerminal({ environment });
  const program = createProgram({ serve: () => Promise.resolve(), terminal });
  await program.parseAsync(args, { from: 'user' });
  return terminal;
}

test.each(['status', 'chats list'])('%s --json prints the named fields only', async (command) => {
  const words = command.split(' ');
  const named = await run([...words, '--json', 'title, id']);
  expect(JSON.parse(named.output())).toEqual([{ title: 'Fix', id: 'chat-1' }]);
  const all = await run([...words, '--json']);
  expect(JSON.parse(all.output())).toEqual([toSampleChat('Fix', [])]);
});

test('an unknown field is wrong usage, with the nearest one and all others', async () => {
  const terminal = await run(['chats', 'list', '--json', 'id,titel']);
  expect(terminal.errors()).toBe(
    'afterpush: there is no field "titel" (a chat or a check goes before --json). Did you mean title? ' +
      'Fields: agent, archived, change_count, checkout, created_at, diff_status, diff_statuses, id, owner_id, snoozed_until, title, ' +
      'unread, updated_at, workspace_id\n',
  );
  expect([terminal.exitCode(), terminal.output()]).toEqual([2, '']);
});

test('an empty list has every field', async () => {
  expect((await run(['chats', 'list', '--json', 'id'], [])).output()).toBe('[]\n');
});

const named = [
  { ...toSampleChat('Fix the cart', []), id: 'chat-1' },
  { ...toSampleChat('Search\u001b[31m\u202e', []), id: 'chat-2' },
];

test('--jq prints what a filter selects: strings without quotes, other values on one line', async () => {
  const titles = await run(['chats', 'list', '--json', '--jq', '.[] | .title'], named);
  expect(titles.output()).toBe('Fix the cart\nSearch\n');
  const rows = await run(['chats', 'list', '--jq', '.[] | [.id, .archived] | @tsv'], named);
  expect(rows.output()).toBe('chat-1\tfalse\nchat-2\tfalse\n');
  const objects = await run(['chats', 'list', '--json', 'id,title', '--jq', '.[0]'], named);
  expect(objects.output()).toBe('{"id":"chat-1","title":"Fix the cart"}\n');
});

test('--jq that selects nothing prints nothing', async () => {
  expect((await run(['chats', 'list', '--jq', '.[] | select(false)'], named)).output()).toBe('');
});

test('--template formats a list, and an object by its fields', async () => {
  const template =
    '{% for chat in list %}{{ chat.id }}: {{ chat.title | upcase }}{{ "\\n" }}{% endfor %}';
  const list = await run(['chats', 'list', '--template', template], named);
  expect(list.output()).toBe('chat-1: FIX THE CART\nchat-2: SEARCH\n');
});

test.each([
  [['--jq', '.['], '--jq: jq: error: syntax error'],
  [['--jq', '.[].title.length'], '--jq: jq: error'],
  [['--template', '{% if %}'], '--template: '],
  [['--template', '{{ list | nothing }}'], '--template: undefined filter: nothing'],
  [['--template', '{% render "/etc/passwd" %}'], '--template: ENOENT'],
])('a wrong query is an error that names it: %j', async (query, message) => {
  const terminal = await run(['chats', 'list', ...query], named);
  expect(terminal.errors()).toContain(`afterpush: ${message}`);
  expect([terminal.exitCode(), terminal.output()]).toEqual([1, '']);
});
