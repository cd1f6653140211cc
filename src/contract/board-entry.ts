import type { Chat } from './chat.ts';
import type { DiffStatus } from './diff-status.ts';
import { findMostUrgent } from './most-urgent-branch.ts';
import { type Reason, reasons, type Section, toSection } from './reasons.ts';

/** One row of the board. `status` is null while the chat has no branch. */
export interface BoardLine {
  key: string;
  status: DiffStatus | null;
  reason: Reason;
}

/** The line of a branch. */
interface BranchLine extends BoardLine {
  status: DiffStatus;
  urgency: number;
}

/** One chat on the board: its most urgent branch, and the others folded below it. */
export interface BoardEntry {
  chat: Chat;
  section: Section;
  urgency: number;
  createdAtMs: number;
  /** The branch that represents the chat everywhere. */
  urgent: BoardLine;
  others: BoardLine[];
}

export type Board = Record<Section, BoardEntry[]>;

export function buildBoardEntry(chat: Chat, nowMs: number): BoardEntry {
  const lines = listBranchLines(chat);
  const urgent = findMostUrgent(lines, nowMs) ?? buildLine(chat, null);
  return {
    chat,
    section: toSection(urgent.reason),
    urgency: toUrgency(urgent.reason),
    createdAtMs: Date.parse(chat.created_at),
    urgent,
    others: lines.filter((line) => line !== urgent),
  };
}

export function listBranchLines(chat: Chat): BranchLine[] {
  return chat.diff_statuses.map((status) => buildLine(chat, status));
}

/** Sorted by urgency and age only, so a refresh that found nothing new moves no row. */
export function groupBySection(entries: readonly BoardEntry[]): Board {
  const board: Board = { needs_you: [], working: [], done: [] };
  for (const entry of entries) board[entry.section].push(entry);
  for (const list of Object.values(board)) list.sort(compareEntries);
  return board;
}

function buildLine<Status extends DiffStatus | null>(chat: Chat, status: Status) {
  const branch = status ? `${status.git_remote_origin} ${status.git_branch}` : '';
  const reason = toReason(status);
  return { key: `${chat.id} ${branch}`, status, reason, urgency: toUrgency(reason) };
}

export function compareEntries(left: BoardEntry, right: BoardEntry): number {
  return (
    left.urgency - right.urgency ||
    right.createdAtMs - left.createdAtMs ||
    (left.chat.id < right.chat.id ? -1 : 1)
  );
}

/** The title of the chat, else that of its pull request; empty without both. */
export function getEntryTitle({ chat, urgent }: Pick<BoardEntry, 'chat' | 'urgent'>): string {
  return chat.title || urgent.status?.pull_request_title || '';
}

/** Lower is more urgent. */
export function toUrgency(reason: Reason): number {
  return reasons.indexOf(reason);
}

/** The server decides it, and so every place that shows a branch shows the same one. */
export function toReason(status: DiffStatus | null): Reason {
  return status?.verdict.reason ?? 'no_branch';
}
