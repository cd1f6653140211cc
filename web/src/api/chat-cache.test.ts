import { describe, expect, test } from 'vitest';
import { instant, makeChat, makeStatus } from '../fixtures/chats.ts';
import { mergeList, removeChat, toNewest, upsertChat } from './chat-cache.ts';

const known = makeChat([makeStatus({ revision: 5 })]);
const newer = makeChat([makeStatus({ revision: 6 })]);
const older = makeChat([makeStatus({ revision: 4 })]);
const none: ReadonlySet<string> = new Set();

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

describe('the list', () => {
  const other = makeChat([], { id: 'chat-2' });

  test('an event changes its own chat only', () => {
    const list = upsertChat([other, known], newer);
    expect(list).toEqual([other, newer]);
    expect(list[0]).toBe(other);
  });

  test('an overtaken event leaves the very same list', () => {
    const list = [known, other];
    expect(upsertChat(list, older)).toBe(list);
    expect(removeChat(list, 'unknown')).toBe(list);
  });

  test('a created chat is added, an archived and a deleted one leave', () => {
    expect(upsertChat([known], other)).toEqual([other, known]);
    expect(upsertChat([known, other], { ...known, archived: true })).toEqual([other]);
    expect(removeChat([known, other], 'chat-1')).toEqual([other]);
  });
});

describe('a list that was read while events came in', () => {
  test('keeps what an event told meanwhile', () => {
    expect(mergeList([newer], [known], none)).toEqual([newer]);
  });

  test('keeps a chat created after everything it lists, and drops one it lacks', () => {
    const created = makeChat([], { id: 'created', created_at: instant(1) });
    const gone = makeChat([], { id: 'gone', created_at: instant(90_000) });
    expect(mergeList([created, gone, known], [known], none)).toEqual([created, known]);
  });

  test('does not bring back a deleted chat', () => {
    expect(mergeList([], [known], new Set(['chat-1']))).toEqual([]);
  });
});
