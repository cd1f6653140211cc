import { describe, expect, test } from 'vitest';
import { makeChat, makeOpenStatus } from '../../testing/chats.ts';
import { buildSearchIndex, findChats, scoreMatch } from './chat-search.ts';

const chat = (id: string, title: string, change: Parameters<typeof makeOpenStatus>[0] = {}) =>
  makeChat([makeOpenStatus(change)], { id, title });

const chats = [
  chat('1', 'Fix flaky login test', { git_branch: 'agent/login', pr_number: 412 }),
  chat('2', 'Rename billing module', { repository: 'acme/pay', pr_number: 87 }),
  chat('3', 'Retry the importer', { git_branch: 'agent/retry-login', pr_number: 4_120 }),
];
const index = buildSearchIndex(chats);
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

  test('its exact number, before a longer number', () => {
    expect(find('412')).toEqual(['1', '3']);
    expect(find('#412')).toEqual(['1', '3']);
  });

  test('letters with gaps, after all better matches', () => {
    expect(find('flktst')).toEqual(['1']);
    expect(find('login')[0]).toBe('1');
  });
});

test('the branch that matches best is the one that opens', () => {
  const two = makeChat([
    makeOpenStatus({ git_branch: 'agent/one' }),
    makeOpenStatus({ git_branch: 'agent/two' }),
  ]);
  const found = findChats(buildSearchIndex([two]), 'agent/two', 10);
  expect(found.map(({ status }) => status?.git_branch)).toEqual(['agent/two']);
});

test('finds no more chats than the limit', () => {
  expect(findChats(index, 'agent', 1)).toHaveLength(1);
});

test('a better match has a higher score', () => {
  const texts = ['login', 'login test', 'the login', 'relogin', 'l-o-g-i-n', 'logout'];
  const scores = texts.map((text) => scoreMatch('login', text));
  expect(scores).toEqual(scores.toSorted((left, right) => right - left));
  expect(scores.at(-1)).toBe(0);
});

test('two letters never match with gaps', () => {
  expect(scoreMatch('ax', 'a box')).toBe(0);
});

test('letters in this order by chance are no match', () => {
  expect(scoreMatch('heal', 'branches without a pull request')).toBe(0);
  expect(scoreMatch('abc', `a${'x'.repeat(20)}bc`)).toBe(0);
});
