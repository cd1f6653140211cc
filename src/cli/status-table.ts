import type { Chat } from '../contract/chat.ts';
import type { DiffStatus } from '../contract/diff-status.ts';
import { toFreshness } from './freshness.ts';
import { toOneLine } from './one-line.ts';
import { toChecksCell, toMergeCell } from './status-table-cells.ts';
import { type Cell, type Column, toTable } from './table.ts';
import type { Style, Terminal } from './terminal.ts';

const columns: Column[] = [
  { title: 'CHAT', narrowest: 12 },
  { title: 'REPOSITORY', narrowest: 10 },
  { title: 'BRANCH', narrowest: 10 },
  { title: 'PULL REQUEST' },
  { title: 'REVIEWS', narrowest: 8 },
  { title: 'CHECKS', expendable: 1 },
  { title: 'MERGE', expendable: 2 },
  { title: 'CHANGES', expendable: 3 },
  { title: 'SEEN', narrowest: 10 },
];

const stateStyles: Record<string, Style> = {
  open: 'green',
  draft: 'dim',
  merged: 'magenta',
  closed: 'red',
};
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
  return [
    { text: toOneLine(status.repository ?? status.remote_origin) },
    { text: toOneLine(status.git_branch) },
    { text: state ? `#${status.pr_number} ${state}` : '—', style: stateStyles[state ?? ''] },
    toReviews(status),
    toChecksCell(status),
    toMergeCell(status),
    { text: toChanges(status) },
    { text: toFreshness(status, now), style: status.failure ? 'yellow' : 'dim' },
  ];
}

function toState(status: DiffStatus): string | undefined {
  const isDraft = status.pull_request_state === 'open' && status.pull_request_draft;
  return isDraft ? 'draft' : (status.pull_request_state ?? undefined);
}

function toReviews(status: DiffStatus): Cell {
  const verdict = toVerdict(status);
  const threads = status.pull_request_state === 'open' ? (status.unresolved_threads ?? 0) : 0;
  if (threads === 0) return verdict;
  const open = `${threads} open thread${threads === 1 ? '' : 's'}`;
  return { ...verdict, text: verdict.text === '' ? open : `${verdict.text}, ${open}` };
}

/** The forge's own verdict counts more than what single reviewers said. */
function toVerdict(status: DiffStatus): Cell {
  const decision = status.review_decision;
  if (status.changes_requested || decision === 'changes_requested') {
    return { text: 'changes requested', style: 'red' };
  }
  const isSilent = decision === null || decision === 'none';
  const isApproved = isSilent ? status.approved : decision === 'approved';
  if (isApproved) return { text: 'approved', style: 'green' };
  const count = status.reviewer_count ?? 0;
  return { text: count === 0 ? '' : `${count} reviewer${count === 1 ? '' : 's'}` };
}

function toChanges({ additions, deletions, counts_at_least: isAtLeast }: DiffStatus): string {
  if (additions === null || deletions === null) return '';
  const more = isAtLeast ? '+' : '';
  return `+${additions}${more} −${deletions}${more}`;
}
