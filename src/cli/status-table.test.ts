import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { blankDiffStatus } from '../../test/support/blank-diff-status.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import { formatFreshness, formatStatusTable, toChecksCell, toMergeCell } from './status-table.ts';

const now = new Date('2026-01-01T12:00:00.000Z');
const refreshedAt = '2026-01-01T11:59:20.000Z';

const open = toSampleStatus({
  url: 'https://forge.example/acme/shop/pull/7',
  pull_request_state: 'open',
  pull_request_draft: false,
  pr_number: 7,
  approved: true,
  additions: 12,
  deletions: 3,
  checks: { ...blankDiffStatus.checks, state: 'failed', passed: 1, failed: 1, pending: 0 },
  mergeability: 'behind',
  refreshed_at: refreshedAt,
});

test('shows chats, branches and pull requests', async () => {
  const draft = { ...open, pr_number: 8, git_branch: 'more', pull_request_draft: true };
  const chats = [toSampleChat('Fix the cart', [open, draft]), toSampleChat('', [], 'chat-2')];

  const table = await formatStatusTable(chats, createRecordingTerminal(), now);

  expect(table.split('\n')).toEqual([
    'CHAT          REPOSITORY  BRANCH         REASON         PULL REQUEST  REVIEWS   CHECKS         MERGE   CHANGES  CHECKED',
    'Fix the cart  acme/shop   fix            checks failed  #7 open       approved  1 of 2 failed  behind  +12 −3   40 s ago',
    '              acme/shop   more           checks failed  #8 draft      approved  1 of 2 failed  behind  +12 −3   40 s ago',
    'chat-2                    no branch yet',
    '',
  ]);
});

test('explains how to create the first chat', async () => {
  expect(await formatStatusTable([], createRecordingTerminal(), now)).toContain(
    'afterpush chats create',
  );
});

test('fits a narrow terminal with long, wide and combined characters', async () => {
  const title = '購物車の修正 👩‍👩‍👧 é'.repeat(20);
  const status = { ...open, git_branch: 'feature/'.repeat(30) };
  const terminal = createRecordingTerminal({ columns: 110 });

  const lines = (await formatStatusTable([toSampleChat(title, [status])], terminal, now)).split(
    '\n',
  );

  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(110);
  expect(lines[1]).toContain('購物車');
  expect(lines[1]).toContain('…');
  expect(lines[1]).toContain('#7 open');
});

test('omits the least important columns in a narrow terminal', async () => {
  const toHeader = async (width: number) => {
    const chats = [toSampleChat('Fix the cart', [open])];
    const table = await formatStatusTable(chats, createRecordingTerminal({ columns: width }), now);
    for (const line of table.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    return table.split('\n')[0]?.split(/ {2,}/);
  };
  expect(await toHeader(125)).toContain('CHANGES');
  expect(await toHeader(110)).not.toContain('CHANGES');
  expect(await toHeader(110)).toEqual(expect.arrayContaining(['CHECKS', 'MERGE']));
  expect(await toHeader(95)).not.toContain('MERGE');
  expect(await toHeader(80)).toEqual(expect.arrayContaining(['REASON', 'PULL REQUEST', 'CHECKED']));
});

describe('the branches of a chat', () => {
  const verdict = blankDiffStatus.verdict;
  const ready = toSampleStatus({
    git_branch: 'newer',
    reported_at: '2026-01-01T11:59:00.000Z',
    verdict: { ...verdict, reason: 'ready_to_merge' },
  });
  const failed = toSampleStatus({
    git_branch: 'older',
    reported_at: '2026-01-01T11:00:00.000Z',
    verdict: { ...verdict, reason: 'checks_failed' },
  });

  const list = async (...statuses: (typeof ready)[]) => {
    const chats = [toSampleChat('Fix', statuses)];
    const table = await formatStatusTable(chats, createRecordingTerminal(), now);
    return table
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(/ {2,}/).slice(0, 4));
  };

  test('begin with the most urgent one, as on the board', async () => {
    expect(await list(ready, failed)).toEqual([
      ['Fix', 'acme/shop', 'older', 'checks failed'],
      ['', 'acme/shop', 'newer', 'ready to merge'],
    ]);
  });

  test('do not begin with one that an agent left behind', async () => {
    const leftover = toSampleStatus({
      git_branch: 'left',
      reported_at: '2026-01-01T10:00:00.000Z',
      verdict: { ...verdict, reason: 'no_pull_request' },
    });
    const merged = {
      ...failed,
      pull_request_state: 'merged',
      verdict: { ...verdict, reason: 'merged' },
    } as const;
    expect((await list(leftover, merged))[0]).toEqual(['Fix', 'acme/shop', 'older', 'merged']);
  });
});

test('removes control characters from a title', async () => {
  const title = 'a\u001b]0;owned\u0007\u001b[2J\u009b31m\r\nb\u202ec';

  const table = await formatStatusTable([toSampleChat(title, [])], createRecordingTerminal(), now);

  expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(table.trimEnd().split('\n')).toHaveLength(2);
});

describe('checks', () => {
  test.each([
    ['', { state: null, passed: null, failed: null, pending: null }],
    ['none', { state: null, passed: 0, failed: 0, pending: 0 }],
    ['9 passed', { state: 'passed' as const, passed: 9, failed: 0, pending: 0 }],
    ['3 of 14 running', { state: 'pending' as const, passed: 11, failed: 0, pending: 3 }],
    ['failed', { state: 'failed' as const, passed: null, failed: null, pending: null }],
  ])('%s', (text, checks) => {
    expect(
      toChecksCell(toSampleStatus({ checks: { ...blankDiffStatus.checks, ...checks } })).text,
    ).toBe(text);
  });
});

describe('merge', () => {
  test.each([
    ['unknown', {}],
    ['unknown', { mergeable: true }],
    ['conflicts', { mergeable: false }],
    ['conflicts', { mergeability: 'conflicting' as const, in_merge_queue: true }],
    ['mergeable', { mergeability: 'mergeable' as const }],
    ['auto-merge', { mergeability: 'blocked' as const, auto_merge: true }],
    ['behind, auto', { mergeability: 'behind' as const, auto_merge: true }],
    ['in queue, 3', { in_merge_queue: true, merge_queue_position: 3, auto_merge: true }],
    ['', { pull_request_state: 'merged' as const, mergeability: 'blocked' as const }],
  ])('%s', (text, overrides) => {
    const status = toSampleStatus({ pull_request_state: 'open', ...overrides });
    expect(toMergeCell(status).text).toBe(text);
  });
});

test('shows open threads and lower bounds of counts', async () => {
  const status = { ...open, unresolved_threads: 2, counts_at_least: true };
  const table = await formatStatusTable(
    [toSampleChat('', [status])],
    createRecordingTerminal(),
    now,
  );
  expect(table).toContain('approved, 2 open threads');
  expect(table).toContain('+12+ −3+');
});

describe('freshness', () => {
  test.each([
    ['not checked yet', {}],
    ['just now', { refreshed_at: now.toISOString() }],
    ['40 s ago', { refreshed_at: refreshedAt }],
    ['3 h ago', { refreshed_at: '2026-01-01T09:00:00.000Z' }],
    ['final, 31 days ago', { refreshed_at: '2025-12-01T12:00:00.000Z', next_check_at: null }],
    [
      'polling paused, 40 s ago',
      { refreshed_at: refreshedAt, waits_for_polling: true, next_check_at: null },
    ],
    ['checking', { checking: true, next_check_at: null }],
    ['40 s ago, checking', { refreshed_at: refreshedAt, checking: true, next_check_at: null }],
    ['no token linked', { failure: { kind: 'no_token' as const, message: '', retry_at: null } }],
    [
      'forge unavailable, as of 40 s ago',
      {
        refreshed_at: refreshedAt,
        failure: { kind: 'unavailable' as const, message: '', retry_at: null },
      },
    ],
  ])('%s', (text, overrides) => {
    expect(formatFreshness(toSampleStatus(overrides), now)).toBe(text);
  });

  test('shows when a pause ends', async () => {
    const retryAt = '2026-01-01T12:05:00.000Z';
    const failure = { kind: 'rate_limited' as const, message: '', retry_at: retryAt };

    expect(formatFreshness(toSampleStatus({ failure }), now)).toMatch(/^paused until \d\d:05$/);
    expect(formatFreshness(toSampleStatus({ failure }), new Date(retryAt))).toBe('paused');
  });
});
