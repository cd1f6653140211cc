import { expect, test } from 'vitest';
import type { Chat } from '../../../../src/contract/chat.ts';
import { makeChat, makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { toBoard } from '../status/sections.ts';
import { type BoardItemOptions, toBoardItems } from './board-items.ts';

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
  return toBoardItems(toBoard(chats), options).map(({ key }) => key);
}

test('sections, their chats, and words where a section has none', () => {
  expect(listKeys([working])).toEqual([
    'heading needs_you',
    'empty needs_you',
    'heading working',
    'working',
  ]);
});

test('a filter shows only what it found', () => {
  expect(listKeys([working], { filtering: true })).toEqual(['heading working', 'working']);
  expect(listKeys([], { filtering: true })).toEqual([]);
});

test('an unfolded chat shows its other branches below its own line', () => {
  const keys = listKeys([working], { isChatOpen: () => true });
  expect(keys.slice(-2)).toEqual(['working', 'working https://github.com/acme/app.git a']);
});

test('a chat keeps its line when another branch becomes the primary one', () => {
  const pushed = { ...working, diff_statuses: working.diff_statuses.toReversed() };
  expect(listKeys([pushed])).toEqual(listKeys([working]));
});

test('what is done is folded, but for the chat that is open', () => {
  const chats = [merged('one'), merged('two')];
  expect(listKeys(chats).at(-1)).toBe('heading done');
  expect(listKeys(chats, { doneOpen: true }).slice(-2)).toEqual(['one', 'two']);
  expect(listKeys(chats, { currentChatId: 'two' }).slice(-2)).toEqual(['heading done', 'two']);
});
