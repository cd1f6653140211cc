import { useMemo, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import type { Search } from '../../shared/routing/route.ts';
import { toUrgency } from '../status/attention.ts';
import { type BoardEntry, type BoardLine, toBoard } from '../status/sections.ts';
import { toSearchIndex } from './chat-search.ts';
import {
  type ChatEntry,
  type EntryGroup,
  toChatEntry,
  toFoundGroups,
  toInitialGroups,
} from './entries.ts';
import { useCommands } from './use-commands.ts';

const waitingShown = 5;

/** What the palette chooses from. */
export interface PaletteSources {
  chats: readonly Chat[];
  /** The chat that is open or focused. */
  chatId: string | undefined;
  search: Search;
  forges: readonly ForgeSummary[];
  onHelp: () => void;
}

/** The same until something is typed: what happens meanwhile moves nothing under the hand. */
export function useEntryGroups(query: string, sources: PaletteSources): EntryGroup[] {
  const { chatId, search, forges, onHelp } = sources;
  const [atOpening] = useState(sources.chats);
  const chats = atOpening.length > 0 ? atOpening : sources.chats;
  const index = useMemo(() => toSearchIndex(chats), [chats]);
  const waiting = useMemo(() => toWaiting(chats, chatId), [chats, chatId]);
  const chat = useMemo(() => chats.find(({ id }) => id === chatId), [chats, chatId]);
  const commands = useCommands(chat, search, forges, onHelp);
  return useMemo(
    () =>
      query.trim() === ''
        ? toInitialGroups(commands, waiting)
        : toFoundGroups(index, commands, query),
    [query, index, commands, waiting],
  );
}

function toWaiting(chats: readonly Chat[], chatId: string | undefined): ChatEntry[] {
  const others = toBoard(chats).needs_you.filter(({ chat }) => chat.id !== chatId);
  return others
    .slice(0, waitingShown)
    .map((entry) => toChatEntry({ chat: entry.chat, status: findUrgent(entry).status }));
}

/** The branch that a chat waits for somebody with; it may be a folded one. */
function findUrgent({ primary, others, urgency }: BoardEntry): BoardLine {
  return others.find(({ reason }) => toUrgency(reason) === urgency) ?? primary;
}
