import { describe, expect, test } from 'vitest';
import { makeChat, makeOpenStatus } from '../../testing/chats.ts';
import { findChats, toMatchScore, toSearchIndex } from './chat-search.ts';

const chat = (id: string, title: string, change: Parameters<typeof makeOpenStatus>[0] = {}) =>
  makeChat([makeOpenStatus(change)], { id, title });

const chats = [
  chat('1', 'Fix flaky login test', { git_branch: 'agent/login', pr_number: 412 }),
  chat('2', 'Rename billing module', { repository: 'acme/pay', pr_number: 87 }),
  chat('3', 'Retry the importer', { git_branch: 'agent/retry-login', pr_number: 4_120 }),
];
const index = toSearchIndex(chats);
const find = (query: string) => findChats(index, query, 10).map(({ chat: { id } }) => id);

describe('a chat is found by', () => {
  test.each([
    ['billing', ['2']],
    ['agent/retry', ['3']],
    ['pay', ['2']],
    ['#87', ['2']],
    ['87', ['2']],
    ['  Login   FLAKY ', ['1']],
    ['nothing like it', []],
    ['', []],
  ])('%s', (query, ids) => {
    expect(find(query)).toEqual(ids);
  });

  test('its exact number before a longer one', () => {
    expect(find('412')).toEqual(['1', '3']);
    expect(find('#412')).toEqual(['1', '3']);
  });

  test('letters with gaps, after everything that fits better', () => {
    expect(find('flktst')).toEqual(['1']);
    expect(find('login')[0]).toBe('1');
  });
});

test('the branch that was meant is the one that opens', () => {
  const two = makeChat([
    makeOpenStatus({ git_branch: 'agent/one' }),
    makeOpenStatus({ git_branch: 'agent/two' }),
  ]);
  const found = findChats(toSearchIndex([two]), 'agent/two', 10);
  expect(found.map(({ status }) => status?.git_branch)).toEqual(['agent/two']);
});

test('no more are found than asked for', () => {
  expect(findChats(index, 'agent', 1)).toHaveLength(1);
});

test('the better a word fits the more it counts', () => {
  const texts = ['login', 'login test', 'the login', 'relogin', 'l-o-g-i-n', 'logout'];
  const scores = texts.map((text) => toMatchScore('login', text));
  expect(scores).toEqual(scores.toSorted((left, right) => right - left));
  expect(scores.at(-1)).toBe(0);
});

test('two letters are not scattered over a text', () => {
  expect(toMatchScore('ax', 'a box')).toBe(0);
});

test('letters that follow each other by chance are no match', () => {
  expect(toMatchScore('heal', 'branches without a pull request')).toBe(0);
  expect(toMatchScore('abc', `a${'x'.repeat(20)}bc`)).toBe(0);
});
