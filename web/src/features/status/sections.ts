import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { type Reason, type Section, toReason, toSection, toUrgency } from './attention.ts';

/** One row of the board. `status` is null while the chat has no branch. */
export interface BoardLine {
  key: string;
  status: DiffStatus | null;
  reason: Reason;
}

/** One chat on the board: its primary branch, and the others folded below it. */
export interface BoardEntry {
  chat: Chat;
  section: Section;
  /** That of its most urgent branch. */
  urgency: number;
  createdAtMs: number;
  primary: BoardLine;
  others: BoardLine[];
  /** A folded branch is more urgent than the primary one, so the fold starts open. */
  startsOpen: boolean;
}

export type Board = Record<Section, BoardEntry[]>;

/** Cached chats are immutable, so what was computed from one stays valid. */
const entries = new WeakMap<Chat, BoardEntry>();

/** Sorted by urgency and age only, so a refresh that found nothing new moves no row. */
export function buildBoard(chats: readonly Chat[]): Board {
  const board: Board = { needs_you: [], working: [], done: [] };
  for (const chat of chats) {
    const entry = toBoardEntry(chat);
    board[entry.section].push(entry);
  }
  for (const list of Object.values(board)) list.sort(compareEntries);
  return board;
}

export function countWaiting(chats: readonly Chat[]): number {
  return chats.filter((chat) => toBoardEntry(chat).section === 'needs_you').length;
}

export function toBoardEntry(chat: Chat): BoardEntry {
  const cached = entries.get(chat);
  if (cached) return cached;
  const entry = buildBoardEntry(chat);
  entries.set(chat, entry);
  return entry;
}

function buildBoardEntry(chat: Chat): BoardEntry {
  const [primary = buildLine(chat, null), ...others] = chat.diff_statuses.map((status) =>
    buildLine(chat, status),
  );
  const urgent = others.reduce(
    (most, line) => (toUrgency(line.reason) < toUrgency(most.reason) ? line : most),
    primary,
  );
  const section = toSection(urgent.reason);
  return {
    chat,
    section,
    urgency: toUrgency(urgent.reason),
    createdAtMs: Date.parse(chat.created_at),
    primary,
    others,
    startsOpen: section !== toSection(primary.reason),
  };
}

function buildLine(chat: Chat, status: DiffStatus | null): BoardLine {
  const branch = status ? `${status.git_remote_origin} ${status.git_branch}` : '';
  return { key: `${chat.id} ${branch}`, status, reason: toReason(status) };
}

function compareEntries(left: BoardEntry, right: BoardEntry): number {
  return (
    left.urgency - right.urgency ||
    right.createdAtMs - left.createdAtMs ||
    (left.chat.id < right.chat.id ? -1 : 1)
  );
}
