import { expect, test } from 'vitest';
import {
  instant,
  makeChat,
  makeChecks,
  makeOpenStatus,
  makeStatus,
  now,
} from '../../testing/chats.ts';
import { buildBoard, countWaiting } from './sections.ts';

test('the most urgent chats come first, then the newest', () => {
  const changes = makeOpenStatus({ changes_requested: true });
  const board = buildBoard([
    makeChat([makeOpenStatus()], { id: 'unreviewed' }),
    makeChat([changes], { id: 'changes-old', created_at: instant(900) }),
    makeChat([changes], { id: 'changes-new', created_at: instant(100) }),
    makeChat([makeStatus()], { id: 'working' }),
  ]);
  expect(board.needs_you.map(({ chat }) => chat.id)).toEqual([
    'changes-new',
    'changes-old',
    'unreviewed',
  ]);
  expect(board.working.map(({ chat }) => chat.id)).toEqual(['working']);
});

test('a snoozed chat neither waits nor is counted, until the snooze ends', () => {
  const until = new Date(now + 1).toISOString();
  const chats = [makeChat([makeOpenStatus()], { snoozed_until: until })];
  expect(buildBoard(chats, now).needs_you).toEqual([]);
  expect(countWaiting(chats, now)).toBe(0);
  expect(buildBoard(chats, now + 1).needs_you).toHaveLength(1);
  expect(countWaiting(chats, now + 1)).toBe(1);
});

test('a refresh that found nothing new moves no row', () => {
  const first = makeChat([makeOpenStatus()], { id: 'first' });
  const second = makeChat([makeOpenStatus()], { id: 'second', created_at: instant(9_000) });
  const refreshed = makeChat([makeOpenStatus({ refreshed_at: instant(0), revision: 9 })], {
    id: 'second',
    created_at: instant(9_000),
    updated_at: instant(0),
  });
  const moved = buildBoard([refreshed, first]).needs_you.map(({ chat }) => chat.id);
  expect(moved).toEqual(buildBoard([first, second]).needs_you.map(({ chat }) => chat.id));
});

test('the row of a chat shows its most urgent branch, and the others are folded below it', () => {
  const ready = makeOpenStatus({ git_branch: 'new', approved: true, reported_at: instant(10) });
  const failed = makeOpenStatus({
    git_branch: 'old',
    checks: makeChecks({ state: 'failed', passed: 0, failed: 1, pending: 0 }),
  });
  const [entry] = buildBoard([makeChat([ready, failed])]).needs_you;
  expect(entry?.urgent).toMatchObject({ reason: 'checks_failed', status: failed });
  expect(entry?.others.map(({ status }) => status?.git_branch)).toEqual(['new']);
});

test('a branch that an agent left behind does not hold a merged chat', () => {
  const merged = makeOpenStatus({ git_branch: 'done', pull_request_state: 'merged' });
  const leftover = makeStatus({ git_branch: 'try', reported_at: instant(4_000) });
  const [entry] = buildBoard([makeChat([leftover, merged])], now).done;
  expect(entry?.urgent.status?.git_branch).toBe('done');
});

test('a chat moves to done when its branch becomes a leftover, without an event', () => {
  const closed = makeOpenStatus({ git_branch: 'done', pull_request_state: 'closed' });
  const pushed = makeStatus({ git_branch: 'try', reported_at: instant(0) });
  const chat = makeChat([pushed, closed]);
  expect(buildBoard([chat], now).working).toHaveLength(1);
  expect(buildBoard([chat], now + 3_600_000).done).toHaveLength(1);
});

test('a chat without a branch still has a row', () => {
  const [entry] = buildBoard([makeChat([])]).working;
  expect(entry?.urgent).toMatchObject({ status: null, reason: 'no_branch' });
});
