import { describe, expect, test } from 'vitest';
import { createLedger, findFaults, type LoggedRow, toExpected } from './ledger.ts';

const place = {
  chatId: 'c',
  repository: 'acme/app',
  branch: 'agent/1',
  origin: 'http://f/acme/app',
};

function makeLedger() {
  const ledger = createLedger(place);
  ledger.heads.push('1', '2', '3');
  ledger.pullRequests.push(
    { number: 4, titles: ['a', 'b'], states: ['open', 'merged'] },
    { number: 7, titles: ['c'], states: ['open'] },
  );
  ledger.settledHeads.set(4, '2');
  ledger.ready.add('7 3');
  return ledger;
}

const row: LoggedRow = {
  branch: 'agent/1',
  number: 4,
  state: 'open',
  title: 'b',
  headSha: '2',
  checksState: 'passed',
  approved: true,
  failure: null,
  failureMessage: null,
  reportedSha: null,
  verdict: undefined,
};

const find = (before: Partial<LoggedRow> | undefined, after: Partial<LoggedRow>) =>
  findFaults(before && { ...row, ...before }, { ...row, ...after }, makeLedger());

describe('the model of a run accepts', () => {
  test.each<[string, Partial<LoggedRow>, Partial<LoggedRow>]>([
    ['a step ahead', { title: 'a', headSha: '1' }, {}],
    ['several at once', { title: 'a', headSha: '1' }, { state: 'merged' }],
    ['a newer pull request', { state: 'merged' }, { number: 7, title: 'c', headSha: '3' }],
    ['a failure that changes nothing', {}, { failure: 'unavailable', failureMessage: 'Bad' }],
  ])('%s', (_, before, after) => {
    expect(find(before, after)).toEqual([]);
  });

  test('a verdict about the pushed head, or that the push is on its way', () => {
    const pushed = { reportedSha: '2' };
    const verdict = { reason: 'checks_running', headSha: '2' };
    expect(find(undefined, { ...pushed, verdict })).toEqual([]);
    const pending = { reason: 'push_pending', headSha: '1' };
    expect(find(undefined, { ...pushed, headSha: '1', verdict: pending })).toEqual([]);
  });
});

describe('the model of a run finds', () => {
  test.each<[string, Partial<LoggedRow>, Partial<LoggedRow>]>([
    ['S9: a known pull request was forgotten', {}, { number: null }],
    ['an older pull request replaced a newer one', { number: 7 }, {}],
    ['the title moved back', {}, { title: 'a' }],
    ['the head moved back', {}, { headSha: '1' }],
    ['merged is final', { state: 'merged' }, {}],
    ['S9: a failure (malformed) changed title', { title: 'a' }, { failure: 'malformed' }],
    [
      'S9: a failure (malformed) changed checksState',
      {},
      { failure: 'malformed', checksState: null },
    ],
    ['the pull request is of another branch', { number: 3 }, { number: 5 }],
    ['a foreign title', {}, { title: 'x' }],
    ['a foreign head', {}, { headSha: 'x' }],
    ['a state that it never had', {}, { state: 'closed' }],
  ])('%s', (fault, before, after) => {
    expect(find(before, after)).toContain(fault);
  });

  test.each<[string, Partial<LoggedRow>]>([
    ['S13: the verdict is about another head', { verdict: { reason: 'draft', headSha: '1' } }],
    [
      'S14: ready to merge was never true of this head',
      { verdict: { reason: 'ready_to_merge', headSha: '2' } },
    ],
    [
      'S13: checks_failed is about a head before the reported push',
      { reportedSha: '3', verdict: { reason: 'checks_failed', headSha: '2' } },
    ],
  ])('%s', (fault, after) => {
    expect(find(undefined, after)).toEqual([fault]);
  });
});

describe('in the end a branch shows', () => {
  const open = { number: 7, state: 'open', title: 'c', headSha: '3' };

  test.each([null, 4, 7])('its open pull request, whichever was read before: %s', (shown) => {
    expect(toExpected(makeLedger(), shown)).toEqual(open);
  });

  test('the settled one that was read last, with the head at which it was settled', () => {
    const ledger = makeLedger();
    ledger.pullRequests.at(-1)?.states.push('closed');
    expect(toExpected(ledger, 7)).toEqual({ ...open, state: 'closed' });
    const merged = { number: 4, state: 'merged', title: 'b', headSha: '2' };
    expect(toExpected(ledger, 4)).toEqual(merged);
    expect(toExpected(ledger, null).number).toBeNull();
  });

  test('none, where none was opened', () => {
    expect(toExpected(createLedger(place), null).number).toBeNull();
  });
});
