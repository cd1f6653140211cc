import { describe, expect, test } from 'vitest';
import type { Chat } from '../../../src/contract/chat.ts';
import { instant, makeChat, makeStatus } from '../testing/chats.ts';
import { addPage, applyNews, mergeRead, toNewest } from './chat-cache.ts';

const known = makeChat([makeStatus({ revision: 5 })]);
const newer = makeChat([makeStatus({ revision: 6 })]);
const older = makeChat([makeStatus({ revision: 4 })]);
const other = makeChat([], { id: 'chat-2' });

const nothing = new Map<string, Chat | undefined>();
const tell = (...chats: Chat[]) => new Map(chats.map((chat) => [chat.id, chat]));
const gone = (id: string) => new Map([[id, undefined]]);

describe('one chat', () => {
  test('an answer that an event has overtaken is dropped', () => {
    expect(toNewest(known, older)).toBe(known);
    expect(toNewest(known, newer)).toBe(newer);
  });

  test('with equal revisions the later look wins', () => {
    const looked = makeChat([makeStatus({ revision: 5, refreshed_at: instant(0) })]);
    expect(toNewest(known, looked)).toBe(looked);
    expect(toNewest(looked, known)).toBe(looked);
  });

  test('a new title needs no new revision', () => {
    const renamed = makeChat([makeStatus({ revision: 5 })], { title: 'Renamed' });
    expect(toNewest(known, renamed)).toBe(renamed);
  });
});

describe('news', () => {
  test('change their own chat only', () => {
    const list = applyNews([other, known], tell(newer));
    expect(list).toEqual([other, newer]);
    expect(list[0]).toBe(other);
  });

  test('that were overtaken leave the very same list', () => {
    const list = [known, other];
    expect(applyNews(list, tell(older))).toBe(list);
    expect(applyNews(list, gone('unknown'))).toBe(list);
  });

  test('add a created chat, and take an archived and a deleted one away', () => {
    expect(applyNews([known], tell(other))).toEqual([other, known]);
    expect(applyNews([known, other], tell({ ...known, archived: true }))).toEqual([other]);
    expect(applyNews([known, other], gone('chat-1'))).toEqual([other]);
  });

  test('of an archived chat that is not listed add nothing', () => {
    const list = [other];
    expect(applyNews(list, tell({ ...known, archived: true }))).toBe(list);
  });
});

describe('a page of the first reading', () => {
  test('is added to what is shown, whose order it leaves', () => {
    expect(addPage([known], [other, newer], nothing)).toEqual([newer, other]);
    expect(addPage(undefined, [known, other], nothing)).toEqual([known, other]);
  });

  test('does not bring back what was deleted meanwhile', () => {
    expect(addPage([other], [known], gone('chat-1'))).toEqual([other]);
  });
});

describe('a list that was read while events came in', () => {
  test('keeps what an event told meanwhile', () => {
    expect(mergeRead([newer], [known], nothing)).toEqual([newer]);
    expect(mergeRead([known], [known], tell(newer))).toEqual([newer]);
  });

  test('keeps a chat that was told of meanwhile, however old, and drops one it lacks', () => {
    const unarchived = makeChat([], { id: 'unarchived', created_at: instant(90_000) });
    const dropped = makeChat([], { id: 'dropped' });
    expect(mergeRead([unarchived, dropped, known], [known], tell(unarchived))).toEqual([
      unarchived,
      known,
    ]);
  });

  test('does not bring back a chat that was deleted or archived meanwhile', () => {
    expect(mergeRead([], [known], gone('chat-1'))).toEqual([]);
    expect(mergeRead([], [known], tell({ ...known, archived: true }))).toEqual([]);
  });
});
