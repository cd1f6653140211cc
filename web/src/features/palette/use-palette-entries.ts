import { useMemo, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import type { Search } from '../../shared/routing/route.ts';
import { useThemeChoice } from '../../ui/use-theme.ts';
import { findOpenRefresh, useRefreshChat } from '../chat/use-refresh.ts';
import {
  switchNotifications,
  useNotificationSwitch,
} from '../notifications/notification-preferences.ts';
import { toUrgency } from '../status/attention.ts';
import { toForgeNameOf } from '../status/forge-name.ts';
import { type BoardEntry, type BoardLine, toBoard } from '../status/sections.ts';
import { toSearchIndex } from './chat-search.ts';
import {
  buildChatCommands,
  buildFilterCommands,
  buildGoCommands,
  buildNotificationCommand,
  buildThemeCommands,
} from './commands.ts';
import {
  type ChatEntry,
  type Command,
  type EntryGroup,
  toChatEntry,
  toFoundGroups,
  toInitialGroups,
} from './palette-entries.ts';

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

/** Everything that can be done from here. */
function useCommands(
  chat: Chat | undefined,
  search: Search,
  forges: readonly ForgeSummary[],
  onHelp: () => void,
): Command[] {
  const { mutate: refresh } = useRefreshChat();
  const [theme, chooseTheme] = useThemeChoice();
  const { enabled } = useNotificationSwitch();
  const here = useMemo(() => {
    if (chat === undefined) return [];
    const status = findStatus(chat, search);
    const forgeName = status ? toForgeNameOf(status, forges) : '';
    const refreshHere = () => (findOpenRefresh(chat.id) ?? (() => refresh(chat.id)))();
    return buildChatCommands(status, forgeName, refreshHere);
  }, [chat, search, forges, refresh]);
  return useMemo(
    () => [
      ...here,
      ...buildGoCommands(search, onHelp),
      ...buildFilterCommands(),
      ...buildThemeCommands(theme, chooseTheme),
      buildNotificationCommand(enabled, () => void switchNotifications(!enabled)),
    ],
    [here, search, onHelp, theme, chooseTheme, enabled],
  );
}

function findStatus(chat: Chat, { origin, branch }: Search) {
  const isNamed = (status: Chat['diff_statuses'][number]) =>
    status.git_branch === branch && status.git_remote_origin === origin;
  return chat.diff_statuses.find(isNamed) ?? chat.diff_statuses[0] ?? null;
}
