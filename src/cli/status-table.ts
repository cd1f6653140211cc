import type { Chat } from '../contract/chat.ts';
import type { DiffStatus } from '../contract/diff-status.ts';
import { toFreshness } from './freshness.ts';
import { toOneLine } from './one-line.ts';
import { type Cell, type Column, toTable } from './table.ts';
import type { Style, Terminal } from './terminal.ts';

const columns: Column[] = [
  { title: 'CHAT', narrowest: 12 },
  { title: 'REPOSITORY', narrowest: 10 },
  { title: 'BRANCH', narrowest: 10 },
  { title: 'PULL REQUEST' },
  { title: 'REVIEWS', narrowest: 8 },
  { title: 'CHECKS' },
  { title: 'CHANGES' },
  { title: 'SEEN', narrowest: 10 },
];

const stateStyles: Record<string, Style> = {
  open: 'green',
  draft: 'dim',
  merged: 'magenta',
  closed: 'red',
};
const checkStyles: Record<string, Style> = { passed: 'green', failed: 'red', pending: 'yellow' };

/** One line for each tracked branch; a chat without any has one as well. */
export function toStatusTable(
  chats: readonly Chat[],
  terminal: Pick<Terminal, 'columns' | 'paint'>,
  now: Date,
): string {
  if (chats.length === 0) return 'No chats yet: `afterpush chats create` makes one.\n';
  const rows = chats.flatMap((chat) => {
    const title: Cell = { text: toOneLine(chat.title) || chat.id, style: 'bold' };
    if (chat.diff_statuses.length === 0) return [[title, { text: 'nothing pushed yet' }]];
    return chat.diff_statuses.map((status, index) => [
      index === 0 ? title : { text: '' },
      ...toCells(status, now),
    ]);
  });
  return toTable(columns, rows, terminal);
}

function toCells(status: DiffStatus, now: Date): Cell[] {
  const state = toState(status);
  const checks = status.checks.state ?? '';
  return [
    { text: toOneLine(status.repository ?? status.remote_origin) },
    { text: toOneLine(status.git_branch) },
    { text: state ? `#${status.pr_number} ${state}` : '—', style: stateStyles[state ?? ''] },
    toReviews(status),
    { text: checks, style: checkStyles[checks] },
    { text: toChanges(status) },
    { text: toFreshness(status, now), style: status.failure ? 'yellow' : 'dim' },
  ];
}

function toState(status: DiffStatus): string | undefined {
  const isDraft = status.pull_request_state === 'open' && status.pull_request_draft;
  return isDraft ? 'draft' : (status.pull_request_state ?? undefined);
}

function toReviews(status: DiffStatus): Cell {
  if (status.changes_requested) return { text: 'changes requested', style: 'red' };
  if (status.approved) return { text: 'approved', style: 'green' };
  const count = status.reviewer_count ?? 0;
  return { text: count === 0 ? '' : `${count} reviewer${count === 1 ? '' : 's'}` };
}

function toChanges({ additions, deletions }: DiffStatus): string {
  return additions === null || deletions === null ? '' : `+${additions} −${deletions}`;
}
