import { useMemo, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import type { Search } from '../../shared/routing/route.ts';
import { useThemeChoice } from '../../ui/use-theme.ts';
import { findOpenRefresh, useRefreshChat } from '../chat/use-refresh.ts';
import {
  switchNotifications,
  useNotificationSwitch,
} from '../notifications/notification-preferences.ts';
import { toUrgency } from '../status/attention.ts';
import { findForgeHost, formatForgeName } from '../status/forge-name.ts';
import { type BoardEntry, type BoardLine, buildBoard } from '../status/sections.ts';
import { buildSearchIndex } from './chat-search.ts';
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
  listFoundGroups,
  listInitialGroups,
  toChatEntry,
} from './palette-entries.ts';

const waitingShown = 5;

export interface PaletteContext {
  chats: readonly Chat[];
  /** The chat that is open or focused. */
  chatId: string | undefined;
  search: Search;
  forges: readonly ForgeSummary[];
  onHelp: () => void;
}

/** Uses the chats from when the menu opened, so that events do not move entries while it is open. */
export function useEntryGroups(query: string, context: PaletteContext): EntryGroup[] {
  const { chatId, search, forges, onHelp } = context;
  const [atOpening] = useState(context.chats);
  const chats = atOpening.length > 0 ? atOpening : context.chats;
  const index = useMemo(() => buildSearchIndex(chats), [chats]);
  const waiting = useMemo(() => listWaiting(chats, chatId), [chats, chatId]);
  const chat = useMemo(() => chats.find(({ id }) => id === chatId), [chats, chatId]);
  const commands = useCommands(chat, search, forges, onHelp);
  return useMemo(
    () =>
      query.trim() === ''
        ? listInitialGroups(commands, waiting)
        : listFoundGroups(index, commands, query),
    [query, index, commands, waiting],
  );
}

function listWaiting(chats: readonly Chat[], chatId: string | undefined): ChatEntry[] {
  const others = buildBoard(chats).needs_you.filter(({ chat }) => chat.id !== chatId);
  return others
    .slice(0, waitingShown)
    .map((entry) => toChatEntry({ chat: entry.chat, status: findMostUrgent(entry).status }));
}

/** The branch that needs a person; it may be a folded one. */
function findMostUrgent({ primary, others, urgency }: BoardEntry): BoardLine {
  return others.find(({ reason }) => toUrgency(reason) === urgency) ?? primary;
}

/** All commands that are available now. */
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
    const forgeName = status ? formatForgeName(findForgeHost(status, forges)) : '';
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
