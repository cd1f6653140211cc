import { SyncIcon } from '@primer/octicons-react';
import { expect, test } from 'vitest';
import { makeChat, makeOpenStatus } from '../../testing/chats.ts';
import { buildSearchIndex } from './chat-search.ts';
import {
  type Command,
  listFoundGroups,
  listInitialGroups,
  toChatEntry,
} from './palette-entries.ts';

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
  command('Refresh from the forge', 'here', 'reload'),
  command('Health', 'go', 'quota lag'),
  command('Dark theme', 'settings', 'colour'),
];
const chat = makeChat([makeOpenStatus()], { id: 'one', title: 'Check the health of the importer' });
const index = buildSearchIndex([chat]);

const toLabels = (groups: ReturnType<typeof listFoundGroups>) =>
  groups.map(({ group, items }) => [
    group,
    ...items.map((item) => (item.kind === 'chat' ? item.chat.title : item.label)),
  ]);

test('without a query this chat comes first, then chats that need you', () => {
  const waiting = [toChatEntry({ chat, status: null })];
  expect(toLabels(listInitialGroups(commands, waiting)).map(([group]) => group)).toEqual([
    'here',
    'waiting',
    'go',
    'settings',
  ]);
  expect(listInitialGroups(commands.slice(1), [])[0]?.group).toBe('go');
});

test('the group with the best match comes first', () => {
  expect(toLabels(listFoundGroups(index, commands, 'health'))).toEqual([
    ['go', 'Health'],
    ['chats', 'Check the health of the importer'],
  ]);
  expect(toLabels(listFoundGroups(index, commands, 'check'))).toEqual([
    ['chats', 'Check the health of the importer'],
  ]);
});

test('a command is found by its additional search terms', () => {
  expect(toLabels(listFoundGroups([], commands, 'quota'))).toEqual([['go', 'Health']]);
  expect(toLabels(listFoundGroups([], commands, 'relo'))).toEqual([
    ['here', 'Refresh from the forge'],
  ]);
});

test('a query without a match finds nothing', () => {
  expect(listFoundGroups(index, commands, 'zzz')).toEqual([]);
});
