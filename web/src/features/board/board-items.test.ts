import { expect, test } from 'vitest';
import type { Chat } from '../../../../src/contract/chat.ts';
import { groupEntries } from '../../../../src/contract/group-entries.ts';
import { makeChat, makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { toBoardEntry } from '../status/sections.ts';
import { type BoardItemOptions, listBoardItems } from './board-items.ts';

const merged = (id: string) => makeChat([makeOpenStatus({ pull_request_state: 'merged' })], { id });
const working = makeChat([makeStatus({ git_branch: 'b' }), makeStatus({ git_branch: 'a' })], {
  id: 'working',
});

function listKeys(chats: Chat[], change: Partial<BoardItemOptions> = {}): string[] {
  const options = {
    filtering: false,
    doneOpen: false,
    isChatOpen: () => false,
    currentChatId: undefined,
    ...change,
  };
  const entries = chats.map((chat) => toBoardEntry(chat));
  const groups = groupEntries(entries, { sort: 'attention', group: 'section' });
  return listBoardItems(groups, options).map(({ key }) => key);
}

test('lists sections and their chats, and a note for an empty section', () => {
  expect(listKeys([working])).toEqual([
    'heading needs_you',
    'empty needs_you',
    'heading working',
    'working',
  ]);
});

test('lists no empty sections with a filter', () => {
  expect(listKeys([working], { filtering: true })).toEqual(['heading working', 'working']);
  expect(listKeys([], { filtering: true })).toEqual([]);
});

test('lists the other branches of an unfolded chat below its row', () => {
  const keys = listKeys([working], { isChatOpen: () => true });
  expect(keys.slice(-2)).toEqual(['working', 'working https://github.com/acme/app.git a']);
});

test('keeps the key of a chat when another branch becomes the primary one', () => {
  const pushed = { ...working, diff_statuses: working.diff_statuses.toReversed() };
  expect(listKeys([pushed])).toEqual(listKeys([working]));
});

test('folds the done section, except for the open chat', () => {
  const chats = [merged('one'), merged('two')];
  expect(listKeys(chats).at(-1)).toBe('heading done');
  expect(listKeys(chats, { doneOpen: true }).slice(-2)).toEqual(['one', 'two']);
  expect(listKeys(chats, { currentChatId: 'two' }).slice(-2)).toEqual(['heading done', 'two']);
});
