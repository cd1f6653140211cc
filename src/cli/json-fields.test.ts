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
      'Fields: archived, checkout, created_at, diff_status, diff_statuses, id, owner_id, title, ' +
      'updated_at, workspace_id\n',
  );
  expect([terminal.exitCode(), terminal.output()]).toEqual([2, '']);
});

test('an empty list has every field', async () => {
  expect((await run(['chats', 'list', '--json', 'id'], [])).output()).toBe('[]\n');
});
