import { describe, expect, test } from 'vitest';
import { findMostUrgent, getNextLeftoverMs, type RankedBranch } from './most-urgent-branch.ts';

const nowMs = Date.parse('2026-11-29T12:00:00Z');
const minute = 60_000;

interface TestBranch extends RankedBranch {
  name: string;
}

/** A branch that was pushed some minutes ago. */
function makeBranch(
  name: string,
  minutesAgo: number,
  urgency: number,
  change: Partial<RankedBranch['status']> = {},
): TestBranch {
  const at = new Date(nowMs - minutesAgo * minute).toISOString();
  const status = {
    pull_request_state: null,
    pull_request_changed_at: null,
    reported_at: at,
    created_at: at,
    updated_at: at,
    ...change,
  };
  return { name, urgency, status };
}

function makeMerged(name: string, minutesAgo: number, mergedMinutesAgo: number): TestBranch {
  const mergedAt = new Date(nowMs - mergedMinutesAgo * minute).toISOString();
  return makeBranch(name, minutesAgo, 9, {
    pull_request_state: 'merged',
    pull_request_changed_at: mergedAt,
    updated_at: mergedAt,
  });
}

const pick = (...branches: TestBranch[]) => findMostUrgent(branches, nowMs)?.name;

describe('a chat is represented by', () => {
  test('its most urgent branch, whichever was pushed last', () => {
    const failed = makeBranch('failed', 90, 0, { pull_request_state: 'open' });
    const ready = makeBranch('ready', 1, 3, { pull_request_state: 'open' });
    expect(pick(ready, failed)).toBe('failed');
    expect(pick(failed, ready)).toBe('failed');
  });

  test('the latest push among equally urgent branches', () => {
    const open = { pull_request_state: 'open' } as const;
    expect(pick(makeBranch('older', 9, 1, open), makeBranch('newer', 2, 1, open))).toBe('newer');
  });

  test('no branch while it has none', () => {
    expect(pick()).toBeUndefined();
  });
});

describe('a branch without a pull request', () => {
  const leftover = (minutesAgo: number) => makeBranch('leftover', minutesAgo, 5);

  test('does not hold its chat after a later merge', () => {
    expect(pick(leftover(20), makeMerged('merged', 15, 10))).toBe('merged');
  });

  test('holds its chat if it was pushed after the merge', () => {
    expect(pick(leftover(5), makeMerged('merged', 15, 10))).toBe('leftover');
  });

  test('holds its chat while its pull request may still follow', () => {
    expect(pick(leftover(1.5), makeMerged('merged', 15, 1))).toBe('leftover');
  });

  test('does not hold its chat an hour after its push, next to a closed pull request', () => {
    const closed = makeBranch('closed', 90, 9, { pull_request_state: 'closed' });
    expect(pick(leftover(59), closed)).toBe('leftover');
    expect(pick(leftover(60), closed)).toBe('closed');
  });

  test('holds its chat for ever while the chat has only open pull requests', () => {
    const open = makeBranch('open', 90, 6, { pull_request_state: 'open' });
    expect(pick(leftover(600), open)).toBe('leftover');
  });

  test('becomes a leftover at a known time', () => {
    const closed = makeBranch('closed', 90, 9, { pull_request_state: 'closed' });
    expect(getNextLeftoverMs([leftover(59), closed], nowMs)).toBe(nowMs + minute);
    expect(getNextLeftoverMs([leftover(61), closed], nowMs)).toBe(Number.POSITIVE_INFINITY);
  });
});
