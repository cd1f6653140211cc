import { describe, expect, test } from 'vitest';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import { buildBoardEntry } from './board-entry.ts';
import { parseFilter } from './board-filter.ts';
import type { DiffStatus } from './diff-status.ts';
import { groupEntries } from './group-entries.ts';

const nowMs = Date.parse('2026-01-02T12:00:00.000Z');

function makeEntry(title: string, change: Partial<DiffStatus> | undefined, agent?: string) {
  const statuses = change === undefined ? [] : [toSampleStatus(change)];
  const chat = { ...toSampleChat(title, statuses, title), agent: agent ?? null };
  return buildBoardEntry(chat, nowMs);
}

const open = { pull_request_state: 'open', pr_number: 1 } as const;
const entries = [
  makeEntry(
    'Beta',
    { ...open, repository: 'acme/shop', active_at: '2026-01-02T11:00:00.000Z' },
    'Codex',
  ),
  makeEntry('alpha', { ...open, repository: 'robin/api', active_at: '2026-01-02T10:00:00.000Z' }),
  makeEntry('Done', { ...open, pull_request_state: 'merged', repository: 'acme/shop' }, 'Codex'),
  makeEntry('Empty', undefined, 'Claude Code'),
  makeEntry('draft', {
    ...open,
    pull_request_draft: true,
    repository: 'Acme/api',
    active_at: '2026-01-02T11:59:00.000Z',
  }),
];

const list = (text: string) =>
  groupEntries(entries, parseFilter(text, [])).map(
    ({ section, name, entries: listed }) =>
      `${section ?? name}: ${listed.map(({ chat }) => chat.title).join(' ')}`,
  );

describe('the board', () => {
  test('has its sections, the most urgent chat first, unless the filter says otherwise', () => {
    expect(list('')).toEqual(['needs_you: Beta alpha', 'working: draft Empty', 'done: Done']);
    expect(list('sort:attention group:section')).toEqual(list(''));
  });

  test.each([
    ['sort:activity', ['needs_you: Beta alpha', 'working: draft Empty', 'done: Done']],
    ['sort:title', ['needs_you: alpha Beta', 'working: draft Empty', 'done: Done']],
    ['sort:repository', ['needs_you: Beta alpha', 'working: draft Empty', 'done: Done']],
  ])('is sorted by %s within its sections', (text, expected) => {
    expect(list(text)).toEqual(expected);
  });

  test('is grouped by repository, with what is done and what has no branch at the end', () => {
    expect(list('group:repository sort:title')).toEqual([
      'Acme/api: draft',
      'acme/shop: Beta',
      'robin/api: alpha',
      ': Empty',
      'done: Done',
    ]);
  });

  test('is grouped by agent, with the chats of no known agent last', () => {
    expect(list('group:agent sort:title')).toEqual([
      'Claude Code: Empty',
      'Codex: Beta',
      ': alpha draft',
      'done: Done',
    ]);
  });

  test('is grouped by owner, in any spelling', () => {
    expect(list('group:owner sort:activity')).toEqual([
      'Acme: draft Beta',
      'robin: alpha',
      ': Empty',
      'done: Done',
    ]);
  });
});
