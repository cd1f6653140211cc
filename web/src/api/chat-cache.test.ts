import { describe, expect, test } from 'vitest';
import type { Chat } from '../../../src/contract/chat.ts';
import { instant, makeChat, makeStatus } from '../testing/chats.ts';
import { addPage, applyChanges, mergeFetched, pickNewest } from './chat-cache.ts';

const known = makeChat([makeStatus({ revision: 5 })]);
const newer = makeChat([makeStatus({ revision: 6 })]);
const older = makeChat([makeStatus({ revision: 4 })]);
const other = makeChat([], { id: 'chat-2' });

const noChanges = new Map<string, Chat | undefined>();
const change = (...chats: Chat[]) => new Map(chats.map((chat) => [chat.id, chat]));
const deletion = (id: string) => new Map([[id, undefined]]);

describe('pickNewest', () => {
  test('drops a response that an event has overtaken', () => {
    expect(pickNewest(known, older)).toBe(known);
    expect(pickNewest(known, newer)).toBe(newer);
  });

  test('prefers the later refresh when revisions are equal', () => {
    const refreshed = makeChat([makeStatus({ revision: 5, refreshed_at: instant(0) })]);
    expect(pickNewest(known, refreshed)).toBe(refreshed);
    expect(pickNewest(refreshed, known)).toBe(refreshed);
  });

  test('takes a new title although the revision is the same', () => {
    const renamed = makeChat([makeStatus({ revision: 5 })], { title: 'Renamed' });
    expect(pickNewest(known, renamed)).toBe(renamed);
  });
});

describe('applyChanges', () => {
  test('changes only the chat that changed', () => {
    const list = applyChanges([other, known], change(newer));
    expect(list).toEqual([other, newer]);
    expect(list[0]).toBe(other);
  });

  test('returns the same list when the changes are older', () => {
    const list = [known, other];
    expect(applyChanges(list, change(older))).toBe(list);
    expect(applyChanges(list, deletion('unknown'))).toBe(list);
  });

  test('adds a created chat and removes archived and deleted ones', () => {
    expect(applyChanges([known], change(other))).toEqual([other, known]);
    expect(applyChanges([known, other], change({ ...known, archived: true }))).toEqual([other]);
    expect(applyChanges([known, other], deletion('chat-1'))).toEqual([other]);
  });

  test('ignores an archived chat that is not listed', () => {
    const list = [other];
    expect(applyChanges(list, change({ ...known, archived: true }))).toBe(list);
  });
});

describe('addPage', () => {
  test('appends new chats and keeps the order of those already listed', () => {
    expect(addPage([known], [other, newer], noChanges)).toEqual([newer, other]);
    expect(addPage(undefined, [known, other], noChanges)).toEqual([known, other]);
  });

  test('does not bring back a chat that was deleted during the fetch', () => {
    expect(addPage([other], [known], deletion('chat-1'))).toEqual([other]);
  });
});

describe('mergeFetched', () => {
  test('keeps what an event reported during the fetch', () => {
    expect(mergeFetched([newer], [known], noChanges)).toEqual([newer]);
    expect(mergeFetched([known], [known], change(newer))).toEqual([newer]);
  });

  test('keeps a chat that an event reported, however old, and drops one the response lacks', () => {
    const unarchived = makeChat([], { id: 'unarchived', created_at: instant(90_000) });
    const dropped = makeChat([], { id: 'dropped' });
    expect(mergeFetched([unarchived, dropped, known], [known], change(unarchived))).toEqual([
      unarchived,
      known,
    ]);
  });

  test('does not bring back a chat that was deleted or archived during the fetch', () => {
    expect(mergeFetched([], [known], deletion('chat-1'))).toEqual([]);
    expect(mergeFetched([], [known], change({ ...known, archived: true }))).toEqual([]);
  });
});
