import { SyncIcon } from '@primer/octicons-react';
import { expect, test } from 'vitest';
import { makeChat, makeOpenStatus } from '../../testing/chats.ts';
import { toSearchIndex } from './chat-search.ts';
import { type Command, toChatEntry, toFoundGroups, toInitialGroups } from './palette-entries.ts';

const command = (label: string, group: Command['group'], also = ''): Command => ({
  kind: 'command',
  key: label,
  group,
  label,
  also,
  Symbol: SyncIcon,
  run: () => {},
});
const commands = [
  command('Look at the forge now', 'here', 'refresh'),
  command('Health', 'go', 'quota lag'),
  command('Dark theme', 'settings', 'colour'),
];
const chat = makeChat([makeOpenStatus()], { id: 'one', title: 'Check the health of the importer' });
const index = toSearchIndex([chat]);

const toLabels = (groups: ReturnType<typeof toFoundGroups>) =>
  groups.map(({ group, items }) => [
    group,
    ...items.map((item) => (item.kind === 'chat' ? item.chat.title : item.label)),
  ]);

test('without a query this chat comes first, then what waits', () => {
  const waiting = [toChatEntry({ chat, status: null })];
  expect(toLabels(toInitialGroups(commands, waiting)).map(([group]) => group)).toEqual([
    'here',
    'waiting',
    'go',
    'settings',
  ]);
  expect(toInitialGroups(commands.slice(1), [])[0]?.group).toBe('go');
});

test('the group with the better match comes first', () => {
  expect(toLabels(toFoundGroups(index, commands, 'health'))).toEqual([
    ['go', 'Health'],
    ['chats', 'Check the health of the importer'],
  ]);
  expect(toLabels(toFoundGroups(index, commands, 'check'))).toEqual([
    ['chats', 'Check the health of the importer'],
  ]);
});

test('a command is found by other words for it', () => {
  expect(toLabels(toFoundGroups([], commands, 'quota'))).toEqual([['go', 'Health']]);
  expect(toLabels(toFoundGroups([], commands, 'refr'))).toEqual([
    ['here', 'Look at the forge now'],
  ]);
});

test('what nothing is called by finds nothing', () => {
  expect(toFoundGroups(index, commands, 'zzz')).toEqual([]);
});
