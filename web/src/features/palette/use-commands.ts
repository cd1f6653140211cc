import { useMemo } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import type { Search } from '../../shared/routing/route.ts';
import { useThemeChoice } from '../../ui/use-theme.ts';
import { findOpenRefresh } from '../chat/open-refresh.ts';
import { useRefreshChat } from '../chat/use-refresh-chat.ts';
import {
  switchNotifications,
  useNotificationSwitch,
} from '../notifications/use-notification-switch.ts';
import { toForgeNameOf } from '../status/forge-name.ts';
import {
  toFilterCommands,
  toGoCommands,
  toNotificationCommand,
  toThemeCommands,
} from './app-commands.ts';
import { toChatCommands } from './chat-commands.ts';
import type { Command } from './entries.ts';

/** Everything that can be done from here. */
export function useCommands(
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
    return toChatCommands(status, forgeName, refreshHere);
  }, [chat, search, forges, refresh]);
  return useMemo(
    () => [
      ...here,
      ...toGoCommands(search, onHelp),
      ...toFilterCommands(),
      ...toThemeCommands(theme, chooseTheme),
      toNotificationCommand(enabled, () => void switchNotifications(!enabled)),
    ],
    [here, search, onHelp, theme, chooseTheme, enabled],
  );
}

function findStatus(chat: Chat, { origin, branch }: Search) {
  const isNamed = (status: Chat['diff_statuses'][number]) =>
    status.git_branch === branch && status.git_remote_origin === origin;
  return chat.diff_statuses.find(isNamed) ?? chat.diff_statuses[0] ?? null;
}
