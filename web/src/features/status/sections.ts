import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { findMostUrgent, getNextLeftoverMs } from '../../../../src/contract/most-urgent-branch.ts';
import { type Reason, type Section, toSection } from '../../../../src/contract/reasons.ts';
import { serverClock } from '../../api/server-clock.ts';
import { toReason, toUrgency } from './attention.ts';

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

/** Cached chats are immutable, so an entry stays valid until a branch becomes a leftover. */
const entries = new WeakMap<Chat, { entry: BoardEntry; untilMs: number }>();

/** Sorted by urgency and age only, so a refresh that found nothing new moves no row. */
export function buildBoard(chats: readonly Chat[], nowMs = serverClock.now()): Board {
  const board: Board = { needs_you: [], working: [], done: [] };
  for (const chat of chats) {
    const entry = toBoardEntry(chat, nowMs);
    board[entry.section].push(entry);
  }
  for (const list of Object.values(board)) list.sort(compareEntries);
  return board;
}

export function countWaiting(chats: readonly Chat[], nowMs = serverClock.now()): number {
  return chats.filter((chat) => toBoardEntry(chat, nowMs).section === 'needs_you').length;
}

export function toBoardEntry(chat: Chat, nowMs = serverClock.now()): BoardEntry {
  const cached = entries.get(chat);
  if (cached && nowMs < cached.untilMs) return cached.entry;
  const lines = chat.diff_statuses.map((status) => buildLine(chat, status));
  const entry = buildBoardEntry(chat, lines, nowMs);
  entries.set(chat, { entry, untilMs: getNextLeftoverMs(lines, nowMs) });
  return entry;
}

function buildBoardEntry(chat: Chat, lines: readonly BranchLine[], nowMs: number): BoardEntry {
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

function buildLine<Status extends DiffStatus | null>(chat: Chat, status: Status) {
  const branch = status ? `${status.git_remote_origin} ${status.git_branch}` : '';
  const reason = toReason(status);
  return { key: `${chat.id} ${branch}`, status, reason, urgency: toUrgency(reason) };
}

function compareEntries(left: BoardEntry, right: BoardEntry): number {
  return (
    left.urgency - right.urgency ||
    right.createdAtMs - left.createdAtMs ||
    (left.chat.id < right.chat.id ? -1 : 1)
  );
}
