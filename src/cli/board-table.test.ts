import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { blankDiffStatus } from '../../test/support/blank-diff-status.ts';
import { createRecordingTerminal } from '../../test/support/cli/recording-terminal.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import type { Chat } from '../contract/chat.ts';
import { parseFilterWords } from './board-filter-words.ts';
import { type BoardSelection, formatBoard, formatChats } from './board-table.ts';

const now = new Date('2026-01-01T12:00:00.000Z');

const failed = toSampleStatus({
  git_branch: 'agent/keep-the-cart-of-a-guest-who-signs-in',
  url: 'https://forge.example/acme/shop/pull/7',
  pull_request_state: 'open',
  pull_request_draft: false,
  pr_number: 7,
  approved: true,
  additions: 12,
  deletions: 3,
  checks: { ...blankDiffStatus.checks, state: 'failed', passed: 1, failed: 1, pending: 0 },
  mergeability: 'behind',
  refreshed_at: '2026-01-01T11:59:20.000Z',
  active_at: '2026-01-01T09:00:00.000Z',
});
const running = toSampleStatus({
  git_branch: 'agent/login',
  pull_request_state: 'open',
  pull_request_draft: true,
  pr_number: 8,
  checks: { ...blankDiffStatus.checks, state: 'pending', passed: 11, failed: 0, pending: 3 },
  refreshed_at: '2026-01-01T11:59:58.000Z',
  active_at: '2025-12-30T12:00:00.000Z',
});
const merged = toSampleStatus({
  git_branch: 'agent/build',
  pull_request_state: 'merged',
  pr_number: 3,
  refreshed_at: '2025-12-01T12:00:00.000Z',
  next_check_at: null,
});

const chats: Chat[] = [
  toSampleChat('Move the build', [merged], '9d2b8c15-7f02-4a2e'),
  toSampleChat('Fix the login', [running], '7af31c02-99aa-4c1d'),
  toSampleChat('Keep the cart of guests', [failed, running], '7af31c77-0b5e-4f6a'),
  toSampleChat('', [], 'new-chat'),
];

const select = (words: string[] = [], change: Partial<BoardSelection> = {}): BoardSelection => ({
  filter: parseFilterWords(words),
  ...change,
});

const show = (columns: number | undefined, selection = select(), list = chats) =>
  formatBoard(list, selection, createRecordingTerminal({ columns }), now);

describe('the board in a terminal', () => {
  test('has the sections of the page, the reason first, and an id that commands take', async () => {
    expect(await show(200)).toMatchInlineSnapshot(`
      "REASON         ID        CHAT                     CHECKS           PULL REQUEST  BRANCH                                       REPOSITORY  REVIEWS   ACTIVE            MERGE    CHANGES
      Needs you (1)
      checks failed  7af31c7   Keep the cart of guests  1 of 2 failed    #7 open       agent/keep-the-cart-of-a-guest-who-signs-in  acme/shop   approved  3 h ago           behind   +12 −3
      draft                                             3 of 14 running  #8 draft      agent/login                                  acme/shop             stalled, 2 d ago  unknown

      Working (2)
      draft          7af31c0   Fix the login            3 of 14 running  #8 draft      agent/login                                  acme/shop             stalled, 2 d ago  unknown
      no branch yet  new-chat  new-chat

      Done (1): --all lists them
      "
    `);
  });

  test('keeps reason, id, title and checks in 80 columns, and both ends of a branch', async () => {
    expect(await show(80)).toMatchInlineSnapshot(`
      "REASON         ID        CHAT          CHECKS           PULL REQUEST  BRANCH
      Needs you (1)
      checks failed  7af31c7   Keep the ca…  1 of 2 failed    #7 open       agent…s-in
      draft                                  3 of 14 running  #8 draft      agent…ogin

      Working (2)
      draft          7af31c0   Fix the log…  3 of 14 running  #8 draft      agent…ogin
      no branch yet  new-chat  new-chat

      Done (1): --all lists them
      "
    `);
  });

  test('keeps the checks in 60 columns and gives them up last', async () => {
    expect((await show(60)).split('\n')[0]).toContain('CHECKS');
    expect(await show(40)).toMatchInlineSnapshot(`
      "REASON         ID        CHAT
      Needs you (1)
      checks failed  7af31c7   Keep the cart …
      draft

      Working (2)
      draft          7af31c0   Fix the login
      no branch yet  new-chat  new-chat

      Done (1): --all lists them
      "
    `);
  });
});

test('a snoozed chat is left out until the instant, unless the filter names snoozed ones', async () => {
  const [first, ...rest] = chats.slice(1, 3);
  const until = (ms: number) => new Date(now.getTime() + ms).toISOString();
  const list = (ms: number) => [
    ...rest,
    ...(first ? [{ ...first, snoozed_until: until(ms) }] : []),
  ];
  expect(await show(200, select(), list(1))).not.toContain('Fix the login');
  expect(await show(undefined, select(), list(1))).not.toContain('Fix the login');
  expect(await show(200, select(['repo:shop']), list(1))).not.toContain('Fix the login');
  expect(await show(200, select(['is:snoozed']), list(1))).toContain('Fix the login');
  expect(await show(200, select(['is:snoozed']), list(1))).not.toContain('Keep the cart');
  expect(await show(200, select(), list(0))).toContain('Fix the login');
  expect(await show(200, select(), list(1).slice(1))).toBe(
    'All chats are snoozed: `afterpush status is:snoozed` lists them.\n',
  );
});

test.each([40, 50, 60, 70, 80, 100, 120, 160, 200])(
  'no line is wider than %i columns',
  async (columns) => {
    const title = '購物車の修正 👩‍👩‍👧 é'.repeat(20);
    const status = { ...failed, git_branch: 'feature/'.repeat(30), repository: 'a/'.repeat(60) };
    const long = toSampleChat(title, [status], 'agent-2026-11-30-number-0001');
    const twin = toSampleChat(title, [status], 'agent-2026-11-30-number-0002');
    const board = await show(columns, select([], { all: true }), [...chats, long, twin]);
    for (const line of board.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(board).toContain('購');
  },
);

describe('a selection', () => {
  test('of what needs you leaves out the rest', async () => {
    const board = await show(120, select([], { needsYou: true }));
    expect(board).toContain('Needs you (1)');
    expect(board).not.toMatch(/Working|Done/);
  });

  test('says that nothing needs you', async () => {
    const calm = chats.filter(({ title }) => title !== 'Keep the cart of guests');
    expect(await show(120, select([], { needsYou: true }), calm)).toBe('Nothing needs you.\n');
  });

  test('by the filter of the page opens what is done', async () => {
    expect(await show(120, select(['state:merged']))).toContain('Done (1)\nmerged');
    expect(await show(120, select([], { all: true }))).toContain('Done (1)\nmerged');
    expect(await show(120, select(['is:failing', 'cart of']))).toContain('Needs you (1)');
    expect(await show(120, select(['branch:nothing']))).toBe('No chat matches this filter.\n');
  });

  test.each([
    ['stat:open', 'the filter has no "stat:": did you mean state:?'],
    ['is:failng', 'the filter has no "is:failng": did you mean is:failing?'],
    ['state:opne', 'the filter has no "state:opne": did you mean state:open?'],
    ['-owned:me', 'the filter has no "owned:": did you mean owner:?'],
    [
      'foo:bar',
      'the filter has no "foo:": choose one of state:, is:, repo:, owner:, agent:, branch:, pr:',
    ],
  ])('by the unknown word %s is an error with the nearest known one', (word, message) => {
    expect(() => parseFilterWords([word])).toThrow(message);
  });

  test('keeps the name of a condition whose value has a space', () => {
    const { terms } = parseFilterWords(['-agent:claude code', 'fix: the cart']);
    expect(terms).toEqual([
      { name: 'agent', values: ['claude code'], negated: true },
      { name: 'text', values: ['fix: the cart'], negated: false },
    ]);
  });

  test.each(['https://forge.example', 'fix: the cart', 'repo:my app', 'is:wait', '"foo:bar"'])(
    'by %s is none',
    (word) => {
      expect(() => parseFilterWords([word])).not.toThrow();
    },
  );
});

test('a program gets every branch in a line of whole values between tabs, without a heading', async () => {
  const board = await show(undefined);
  const rows = board
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'));
  expect(rows.map((row) => row.length)).toEqual([16, 16, 16, 16, 16]);
  expect(rows[0]).toEqual([
    '7af31c77-0b5e-4f6a',
    'needs_you',
    'checks_failed',
    'Keep the cart of guests',
    'acme/shop',
    'agent/keep-the-cart-of-a-guest-who-signs-in',
    '7',
    'open',
    'approved',
    '1 of 2 failed',
    'behind',
    '+12 −3',
    '2026-01-01T11:59:20.000Z',
    'https://forge.example/acme/shop/pull/7',
    '2026-01-01T09:00:00.000Z',
    '',
  ]);
  expect(rows[1]?.slice(-2)).toEqual(['2025-12-30T12:00:00.000Z', 'stalled']);
  expect(await show(undefined, select(), [])).toBe('');
});

test('explains how to create the first chat', async () => {
  expect(await show(80, select(), [])).toContain('afterpush chats create');
});

test('the branches of one chat have no section, and begin with the most urgent one', async () => {
  const [, , cart] = chats;
  const terminal = createRecordingTerminal({ columns: 120 });
  const lines = (await formatChats(cart ? [cart] : [], terminal, now)).split('\n');
  expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['REASON', 'ID'],
    ['checks failed', '7af31c'],
    ['draft', '3 of 14 running'],
    [''],
  ]);
});

test('does not begin with a branch that an agent left behind', async () => {
  const leftover = toSampleStatus({ git_branch: 'left', reported_at: '2026-01-01T10:00:00.000Z' });
  const board = await show(120, select(['is:done']), [toSampleChat('Fix', [leftover, merged])]);
  expect(board).toContain('Done (1)\nmerged');
});

test('removes control characters from a title', async () => {
  const title = 'a\u001b]0;owned\u0007\u001b[2J\u009b31m\r\nb\u202ec';
  for (const columns of [80, undefined]) {
    const board = await show(columns, select(), [toSampleChat(title, [])]);
    expect(board.replaceAll('\t', '')).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/,
    );
  }
});
