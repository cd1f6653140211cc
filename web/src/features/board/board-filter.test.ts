import { describe, expect, test } from 'vitest';
import {
  findUnknownTerms,
  isFiltering,
  parseFilter,
  parseStates,
  replaceStates,
} from '../../../../src/contract/board-filter.ts';
import { matchesFilter, matchesFoldedOnly } from '../../../../src/contract/match-board-filter.ts';
import {
  instant,
  makeChat,
  makeChecks,
  makeFailure,
  makeOpenStatus,
  makeStatus,
  now,
} from '../../testing/chats.ts';
import { toBoardEntry } from '../status/sections.ts';

const chat = makeChat([
  makeOpenStatus({ git_branch: 'agent/retry', pr_number: 412, author_login: 'Grace' }),
]);
const matches = (text: string, states = '') =>
  matchesFilter(toBoardEntry(chat), parseFilter(text, parseStates(states)), now);

describe('a filter', () => {
  test('finds words in title, branch, repository and number, ignoring case', () => {
    expect(matches('LOGIN')).toBe(true);
    expect(matches('agent/retry acme')).toBe(true);
    expect(matches('#412')).toBe(true);
    expect(matches('login payments')).toBe(false);
  });

  test('finds a quoted phrase exactly', () => {
    expect(matches('"the login test"')).toBe(true);
    expect(matches('"login the test"')).toBe(false);
    expect(matches('login the test')).toBe(true);
    expect(matches('"the login te')).toBe(true);
  });

  test('matches repo:, branch: and owner: against their own field', () => {
    expect(matches('repo:app branch:retry')).toBe(true);
    expect(matches('repo:retry')).toBe(false);
    expect(matches('repo:"acme/app"')).toBe(true);
    expect(matches('owner:acme')).toBe(true);
    expect(matches('owner:grace')).toBe(true);
    expect(matches('owner:app')).toBe(false);
  });

  test('matches agent: against the name of the agent that works in the chat', () => {
    const entry = toBoardEntry(makeChat([makeOpenStatus()], { agent: 'Claude Code' }));
    const matchesAgent = (text: string) => matchesFilter(entry, parseFilter(text, []), now);
    expect(matchesAgent('agent:CLAUDE')).toBe(true);
    expect(matchesAgent('agent:"claude code"')).toBe(true);
    expect(matchesAgent('agent:codex')).toBe(false);
    expect(matchesAgent('agent:codex,claude')).toBe(true);
    expect(matchesAgent('-agent:claude')).toBe(false);
    expect(matches('agent:claude')).toBe(false);
    expect(matches('-agent:claude')).toBe(true);
    expect(matches('agent:')).toBe(true);
  });

  test('matches pr: against the whole number', () => {
    expect(matches('pr:412')).toBe(true);
    expect(matches('pr:#412')).toBe(true);
    expect(matches('pr:41')).toBe(false);
  });

  test('treats commas as alternatives and a minus as exclusion', () => {
    expect(matches('repo:etl,app')).toBe(true);
    expect(matches('pr:1,2')).toBe(false);
    expect(matches('-repo:etl')).toBe(true);
    expect(matches('-repo:etl,app')).toBe(false);
    expect(matches('-state:merged')).toBe(true);
    expect(matches('-login')).toBe(false);
  });

  test('combines states of the text and of the buttons', () => {
    expect(matches('state:open')).toBe(true);
    expect(matches('state:merged,closed')).toBe(false);
    expect(matches('', 'draft')).toBe(false);
    expect(matches('', 'draft,open')).toBe(true);
  });

  test('accepts incomplete names and ignores terms without a value', () => {
    expect(matches('is:wait')).toBe(true);
    expect(matches('state:me')).toBe(false);
    for (const text of ['is:', 'repo:', '-', '-state:', '"']) {
      expect(matches(text)).toBe(true);
    }
  });

  test('searches for a term with an unknown name as text', () => {
    expect(matches('title:login')).toBe(false);
    expect(matches('is:nonsense')).toBe(false);
    expect(
      matchesFilter(
        toBoardEntry(makeChat([], { title: 'See https://x' })),
        parseFilter('https://x', []),
        now,
      ),
    ).toBe(true);
  });
});

test.each([
  ['is:waiting', makeOpenStatus({ changes_requested: true })],
  [
    'is:failing',
    makeOpenStatus({ checks: makeChecks({ state: 'failed', passed: 1, failed: 1, pending: 0 }) }),
  ],
  [
    'is:running',
    makeOpenStatus({ checks: makeChecks({ state: 'pending', passed: 1, failed: 0, pending: 1 }) }),
  ],
  ['is:approved', makeOpenStatus({ approved: true })],
  ['is:conflicting', makeOpenStatus({ mergeability: 'conflicting' })],
  ['is:paused', makeOpenStatus({ failure: makeFailure('rate_limited') })],
  ['is:working', makeStatus()],
  ['is:none', makeStatus()],
  ['is:done', makeOpenStatus({ pull_request_state: 'merged' })],
  ['is:merged', makeOpenStatus({ pull_request_state: 'merged' })],
])('%s', (text, status) => {
  const others = [
    makeOpenStatus({ reviewer_count: 1 }),
    makeOpenStatus({ pull_request_draft: true }),
  ];
  expect(matchesFilter(toBoardEntry(makeChat([status])), parseFilter(text, []), now)).toBe(true);
  for (const other of text === 'is:working' ? [] : others) {
    expect(matchesFilter(toBoardEntry(makeChat([other])), parseFilter(text, []), now)).toBe(false);
  }
});

test('one branch of a chat has to match all terms', () => {
  const twoBranches = makeChat([
    makeOpenStatus({ git_branch: 'new', pull_request_draft: true }),
    makeOpenStatus({ git_branch: 'old' }),
  ]);
  expect(
    matchesFilter(toBoardEntry(twoBranches), parseFilter('branch:old state:open', []), now),
  ).toBe(true);
  expect(
    matchesFilter(toBoardEntry(twoBranches), parseFilter('branch:new state:open', []), now),
  ).toBe(false);
  expect(matchesFoldedOnly(toBoardEntry(twoBranches), parseFilter('branch:new', []), now)).toBe(
    true,
  );
  expect(matchesFoldedOnly(toBoardEntry(twoBranches), parseFilter('branch:old', []), now)).toBe(
    false,
  );
});

test.each(['failing', 'running', 'approved', 'conflicting', 'paused'])(
  'is:%s finds no merged or closed pull request',
  (condition) => {
    const change = {
      approved: true,
      mergeability: 'conflicting',
      failure: makeFailure('rate_limited'),
      checks: makeChecks({
        state: condition === 'running' ? 'pending' : 'failed',
        passed: 0,
        failed: 1,
        pending: 1,
      }),
    } as const;
    const filter = parseFilter(`is:${condition}`, []);
    expect(matchesFilter(toBoardEntry(makeChat([makeOpenStatus(change)])), filter, now)).toBe(true);
    for (const state of ['merged', 'closed'] as const) {
      const finished = makeOpenStatus({ ...change, pull_request_state: state });
      expect(matchesFilter(toBoardEntry(makeChat([finished])), filter, now)).toBe(false);
    }
  },
);

test('is:stalled finds work that has come to a halt', () => {
  const filter = parseFilter('is:stalled', []);
  const entry = toBoardEntry(makeChat([makeOpenStatus({ active_at: instant(86_400) })]));
  expect(matchesFilter(entry, filter, now)).toBe(true);
  expect(matchesFilter(entry, filter, now - 60_000)).toBe(false);
});

test('a snoozed chat matches only a filter that names snoozed ones, until the snooze ends', () => {
  const until = new Date(now + 60_000).toISOString();
  const entry = toBoardEntry(makeChat([makeOpenStatus()], { snoozed_until: until }));
  const matches = (text: string, nowMs = now) => matchesFilter(entry, parseFilter(text, []), nowMs);
  expect(matches('is:open')).toBe(false);
  expect(matches('-is:snoozed')).toBe(false);
  expect(matches('is:snoozed')).toBe(true);
  expect(matches('is:snoozed is:merged')).toBe(false);
  expect(matches('is:open', now + 60_000)).toBe(true);
  expect(matches('is:snoozed', now + 60_000)).toBe(false);
});

test('a chat without a branch counts as having no pull request', () => {
  expect(matchesFilter(toBoardEntry(makeChat([])), parseFilter('state:none', []), now)).toBe(true);
});

test('unknown states are ignored', () => {
  expect(parseStates('open,constructor,draft')).toEqual(['open', 'draft']);
  expect(isFiltering(parseFilter('  ', parseStates('nonsense')))).toBe(false);
});

test('the order and the headings are no condition', () => {
  const filter = parseFilter('sort:act group:repo login', []);
  expect(filter).toMatchObject({ sort: 'activity', group: 'repository' });
  expect(filter.terms).toHaveLength(1);
  expect(isFiltering(parseFilter('sort:title', []))).toBe(false);
});

test('a button replaces the states in the text and leaves the rest of it', () => {
  expect(replaceStates('login state:open repo:app', ['open', 'draft'])).toBe(
    'login repo:app state:open,draft',
  );
  expect(replaceStates('state:open', [])).toBe('');
  expect(replaceStates('-state:draft', ['open'])).toBe('-state:draft state:open');
});

test('what the filter does not have is named with what it has', () => {
  expect(findUnknownTerms('is:faling repo:app')).toMatchObject([{ given: 'is:faling' }]);
  expect(findUnknownTerms('sort:size')).toMatchObject([{ given: 'sort:size' }]);
  expect(findUnknownTerms('rep:app')[0]?.known).toContain('repo:');
  expect(findUnknownTerms('agnt:codex')).toMatchObject([{ given: 'agnt:' }]);
  expect(findUnknownTerms('sort:activity group:owner agent:codex group:agent')).toEqual([]);
});
