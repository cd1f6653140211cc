import {
  type Board,
  type BoardEntry,
  buildBoardEntry,
  groupBySection,
  listBranchLines,
} from '../../../../src/contract/board-entry.ts';
import type { Chat } from '../../../../src/contract/chat.ts';
import { getNextLeftoverMs } from '../../../../src/contract/most-urgent-branch.ts';
import { isSnoozed } from '../../../../src/contract/snooze.ts';
import { serverClock } from '../../api/server-clock.ts';

/** Cached chats are immutable, so an entry stays valid until a branch becomes a leftover. */
const entries = new WeakMap<Chat, { entry: BoardEntry; untilMs: number }>();

export function buildBoard(chats: readonly Chat[], nowMs = serverClock.now()): Board {
  const shown = chats.filter((chat) => !isSnoozed(chat, nowMs));
  return groupBySection(shown.map((chat) => toBoardEntry(chat, nowMs)));
}

export function countWaiting(chats: readonly Chat[], nowMs = serverClock.now()): number {
  return chats.filter(
    (chat) => !isSnoozed(chat, nowMs) && toBoardEntry(chat, nowMs).section === 'needs_you',
  ).length;
}

export function toBoardEntry(chat: Chat, nowMs = serverClock.now()): BoardEntry {
  const cached = entries.get(chat);
  if (cached && nowMs < cached.untilMs) return cached.entry;
  const entry = buildBoardEntry(chat, nowMs);
  const untilMs = getNextLeftoverMs(listBranchLines(chat), nowMs);
  entries.set(chat, { entry, untilMs });
  return entry;
}
