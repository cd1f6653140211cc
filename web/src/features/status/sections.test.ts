import { expect, test } from 'vitest';
import { instant, makeChat, makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { buildBoard } from './sections.ts';

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

test('the primary branch is the row, the others are folded below it', () => {
  const chat = makeChat([makeStatus({ git_branch: 'b' }), makeStatus({ git_branch: 'a' })]);
  const [entry] = buildBoard([chat]).working;
  expect(entry?.primary.status?.git_branch).toBe('b');
  expect(entry?.others.map(({ status }) => status?.git_branch)).toEqual(['a']);
  expect(entry?.startsOpen).toBe(false);
});

test('a folded branch that needs a person moves its chat up and opens the fold', () => {
  const urgent = makeOpenStatus({ git_branch: 'old', changes_requested: true });
  const [entry] = buildBoard([makeChat([makeStatus(), urgent])]).needs_you;
  expect(entry?.startsOpen).toBe(true);
  expect(entry?.primary.reason).toBe('no_pull_request');
});

test('a chat without a branch still has a row', () => {
  const [entry] = buildBoard([makeChat([])]).working;
  expect(entry?.primary).toMatchObject({ status: null, reason: 'no_branch' });
});
