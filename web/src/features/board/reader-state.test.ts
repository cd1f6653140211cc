import { describe, expect, test } from 'vitest';
import { makeChat } from '../../testing/chats.ts';
import { ReaderState } from './reader-state.ts';

const never = () => false;
const always = () => true;
const chat = makeChat([], { id: 'a' });
const question = {
  chatId: 'a',
  address: undefined,
  matchesFolded: never,
  isAddressFolded: never,
};

describe('the fold of a chat', () => {
  test('stays closed when a folded branch begins to match the filter', () => {
    const state = new ReaderState();
    expect(state.isUnfolded(question)).toBe(false);
    expect(state.isUnfolded({ ...question, matchesFolded: always })).toBe(false);
  });

  test('stays open when the folded branch matches no longer', () => {
    const state = new ReaderState();
    expect(state.isUnfolded({ ...question, matchesFolded: always })).toBe(true);
    expect(state.isUnfolded(question)).toBe(true);
  });

  test('is decided again for another filter', () => {
    const state = new ReaderState();
    expect(state.isUnfolded({ ...question, matchesFolded: always })).toBe(true);
    state.setFilter('is:failing');
    expect(state.isUnfolded(question)).toBe(false);
  });

  test('opens when the reader opens a folded branch, and stays open after that', () => {
    const state = new ReaderState();
    expect(state.isUnfolded(question)).toBe(false);
    const opened = { ...question, address: 'origin branch', isAddressFolded: always };
    expect(state.isUnfolded(opened)).toBe(true);
    expect(state.isUnfolded(question)).toBe(true);
  });

  test('stays closed when the open branch becomes a folded one', () => {
    const state = new ReaderState();
    expect(state.isUnfolded({ ...question, address: 'origin branch' })).toBe(false);
    const folded = { ...question, address: 'origin branch', isAddressFolded: always };
    expect(state.isUnfolded(folded)).toBe(false);
  });
});

describe('the row of the open chat', () => {
  const list = (state: ReaderState, current: string | undefined, matches: () => boolean) =>
    state.listShown([chat], current, matches).map(({ id }) => id);

  test('stays in the list when it matches the filter no longer', () => {
    const state = new ReaderState();
    expect(list(state, 'a', always)).toEqual(['a']);
    expect(list(state, 'a', never)).toEqual(['a']);
  });

  test('leaves the list when the chat is closed', () => {
    const state = new ReaderState();
    list(state, 'a', always);
    expect(list(state, undefined, never)).toEqual([]);
    expect(list(state, 'a', never)).toEqual([]);
  });

  test('leaves the list when the reader types a filter that it does not match', () => {
    const state = new ReaderState();
    list(state, 'a', always);
    state.setFilter('is:failing');
    expect(list(state, 'a', never)).toEqual([]);
  });
});
