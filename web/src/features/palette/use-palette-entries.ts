import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { isSnoozed } from '../../../../src/contract/snooze.ts';
import { serverClock } from '../../api/server-clock.ts';
import { parseRoute, parseSearch, type Search, toBoardHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { useThemeChoice } from '../../ui/use-theme.ts';
import {
  archiveChats,
  readAllChats,
  snoozeChats,
  toggleRead,
  wakeChats,
} from '../board/board-actions.ts';
import type { FocusedRow } from '../board/row-navigation.ts';
import { useSavedViews } from '../board/saved-views.ts';
import { findOpenRefresh, useRefreshChat } from '../chat/use-refresh.ts';
import {
  switchNotifications,
  useNotificationSwitch,
} from '../notifications/notification-preferences.ts';
import { findForgeHost, formatForgeName } from '../status/forge-name.ts';
import { findNamedBranch } from '../status/named-branch.ts';
import { buildBoard, toBoardEntry } from '../status/sections.ts';
import { buildSearchIndex } from './chat-search.ts';
import {
  buildChatCommands,
  buildFilterCommands,
  buildGoCommands,
  buildMarkAllReadCommand,
  buildNotificationCommand,
  buildShowWaitingCommand,
  buildThemeCommands,
} from './commands.ts';
import {
  type Command,
  type EntryGroup,
  listFoundGroups,
  listInitialGroups,
  type PaletteEntry,
  toChatEntry,
} from './palette-entries.ts';

const waitingShown = 5;

export interface PaletteContext {
  chats: readonly Chat[];
  /** What is open or focused. */
  target: FocusedRow | undefined;
  search: Search;
  forges: readonly ForgeSummary[];
  onHelp: () => void;
}

/** Uses the chats from when the menu opened, so that events do not move entries while it is open. */
export function useEntryGroups(query: string, context: PaletteContext): EntryGroup[] {
  const { target, search, forges, onHelp } = context;
  const [atOpening] = useState(context.chats);
  const chats = atOpening.length > 0 ? atOpening : context.chats;
  const index = useMemo(() => buildSearchIndex(chats), [chats]);
  const waiting = useMemo(() => listWaiting(chats, target?.chatId), [chats, target]);
  const here = useMemo(() => findTarget(chats, target), [chats, target]);
  const commands = useCommands(here, search, forges, onHelp);
  return useMemo(
    () =>
      query.trim() === ''
        ? listInitialGroups(commands, waiting)
        : listFoundGroups(index, commands, query),
    [query, index, commands, waiting],
  );
}

function listWaiting(chats: readonly Chat[], chatId: string | undefined): PaletteEntry[] {
  const all = buildBoard(chats).needs_you;
  const others = all.filter(({ chat }) => chat.id !== chatId);
  const shown: PaletteEntry[] = others
    .slice(0, waitingShown)
    .map(({ chat, urgent }) => toChatEntry({ chat, status: urgent.status }));
  return others.length > waitingShown ? [...shown, buildShowWaitingCommand(all.length)] : shown;
}

interface Here {
  chat: Chat;
  status: DiffStatus | null;
}

function findTarget(chats: readonly Chat[], target: FocusedRow | undefined): Here | undefined {
  const chat = chats.find(({ id }) => id === target?.chatId);
  if (!chat || !target) return undefined;
  return { chat, status: findNamedBranch(chat, target) ?? toBoardEntry(chat).urgent.status };
}

/** All commands that are available now. */
function useCommands(
  place: Here | undefined,
  search: Search,
  forges: readonly ForgeSummary[],
  onHelp: () => void,
): Command[] {
  const queryClient = useQueryClient();
  const { mutate: refresh } = useRefreshChat();
  const [theme, chooseTheme] = useThemeChoice();
  const { enabled } = useNotificationSwitch();
  const views = useSavedViews();
  const here = useMemo(() => {
    if (place === undefined) return [];
    const { chat, status } = place;
    const forgeName = status ? formatForgeName(findForgeHost(status, forges)) : '';
    const refreshHere = () => (findOpenRefresh(chat.id) ?? (() => refresh(chat.id)))();
    // The board goes on with the next row.
    const leave = () => {
      if (parseRoute(location.pathname).page !== 'chat') return;
      navigate(toBoardHref(parseSearch(location.search)));
    };
    const archiveHere = () => {
      void archiveChats(queryClient, [chat.id]);
      leave();
    };
    const snoozeHere = (until: Date) => {
      void snoozeChats(queryClient, [chat.id], until);
      leave();
    };
    const wakeHere = () => void wakeChats(queryClient, [chat.id]);
    const actions = {
      onRefresh: refreshHere,
      onArchive: archiveHere,
      onSnooze: snoozeHere,
      unread: chat.unread,
      onToggleRead: () => void toggleRead(queryClient, [chat.id]),
      onWake: isSnoozed(chat, serverClock.now()) ? wakeHere : undefined,
    };
    return buildChatCommands(status, forgeName, actions);
  }, [place, forges, refresh, queryClient]);
  return useMemo(
    () => [
      ...here,
      ...buildGoCommands(search, onHelp),
      ...buildFilterCommands(views),
      buildMarkAllReadCommand(() => void readAllChats(queryClient)),
      ...buildThemeCommands(theme, chooseTheme),
      buildNotificationCommand(enabled, () => void switchNotifications(!enabled)),
    ],
    [here, search, onHelp, views, theme, chooseTheme, enabled, queryClient],
  );
}
