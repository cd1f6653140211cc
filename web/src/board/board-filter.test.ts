import { expect, test } from 'vitest';
import { makeChat, makeOpenStatus, makeStatus } from '../fixtures/chats.ts';
import { isFiltering, matchesFilter, parseStates, toBoardFilter } from './board-filter.ts';

const chat = makeChat([makeOpenStatus({ git_branch: 'agent/retry', pr_number: 412 })]);
const matches = (text: string, states = '') =>
  matchesFilter(chat, toBoardFilter(text, parseStates(states)));

test('words are found in title, branch, repository and number, in any case', () => {
  expect(matches('LOGIN')).toBe(true);
  expect(matches('agent/retry acme')).toBe(true);
  expect(matches('#412')).toBe(true);
  expect(matches('login payments')).toBe(false);
});

test('repo: and branch: look at their own column', () => {
  expect(matches('repo:app branch:retry')).toBe(true);
  expect(matches('repo:retry')).toBe(false);
});

test('states come from the text and from the buttons', () => {
  expect(matches('state:open')).toBe(true);
  expect(matches('state:merged,closed')).toBe(false);
  expect(matches('', 'draft')).toBe(false);
  expect(matches('', 'draft,open')).toBe(true);
});

test('one branch of a chat has to satisfy everything', () => {
  const twoBranches = makeChat([
    makeStatus({ git_branch: 'new' }),
    makeOpenStatus({ git_branch: 'old' }),
  ]);
  expect(matchesFilter(twoBranches, toBoardFilter('branch:old state:open', []))).toBe(true);
  expect(matchesFilter(twoBranches, toBoardFilter('branch:new state:open', []))).toBe(false);
});

test('a chat without a branch counts as having no pull request', () => {
  expect(matchesFilter(makeChat([]), toBoardFilter('state:none', []))).toBe(true);
});

test('unknown states are left out', () => {
  expect(parseStates('open,constructor,draft')).toEqual(['open', 'draft']);
  expect(isFiltering(toBoardFilter('  ', parseStates('nonsense')))).toBe(false);
});
