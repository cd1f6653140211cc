import {
  ArchiveIcon,
  BellIcon,
  BellSlashIcon,
  ClockIcon,
  CopyIcon,
  DeviceDesktopIcon,
  FilterIcon,
  HomeIcon,
  type Icon,
  InboxIcon,
  KeyIcon,
  LinkExternalIcon,
  MoonIcon,
  PulseIcon,
  QuestionIcon,
  SunIcon,
  SyncIcon,
} from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { serverClock } from '../../api/server-clock.ts';
import { type Search, toHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { parseWebAddress } from '../../ui/external-link.tsx';
import type { ThemeChoice } from '../../ui/use-theme.ts';
import type { SavedView } from '../board/saved-views.ts';
import { listSnoozeChoices } from '../board/snooze-choices.ts';
import type { Command } from './palette-entries.ts';

const { command: text, also } = messages.palette;

interface ChatActions {
  onRefresh: () => void;
  onArchive: () => void;
  onSnooze: (until: Date) => void;
  /** Undefined unless the chat is snoozed. */
  onWake: (() => void) | undefined;
  unread: boolean;
  onToggleRead: () => void;
}

/** Commands for the chat that is open or focused. */
export function buildChatCommands(
  status: DiffStatus | null,
  forgeName: string,
  { onRefresh, onArchive, onSnooze, onWake, unread, onToggleRead }: ChatActions,
): Command[] {
  const refresh: Command = {
    kind: 'command',
    key: 'refresh',
    group: 'here',
    label: text.refresh,
    also: also.refresh,
    Symbol: SyncIcon,
    shortcut: 'r',
    run: onRefresh,
  };
  const archive: Command = {
    kind: 'command',
    key: 'archive',
    group: 'here',
    label: text.archive,
    also: also.archive,
    Symbol: ArchiveIcon,
    run: onArchive,
  };
  const read = toCommand('here', {
    label: unread ? text.markRead : text.markUnread,
    also: also.read,
    Symbol: InboxIcon,
    run: onToggleRead,
  });
  const ofChat = [refresh, archive, read, ...buildSnoozeCommands(onSnooze, onWake)];
  if (status === null) return ofChat;
  return [...ofChat, buildCopyCommand(status), ...buildOpenCommand(status, forgeName)];
}

function buildSnoozeCommands(
  onSnooze: ChatActions['onSnooze'],
  onWake: ChatActions['onWake'],
): Command[] {
  if (onWake) return [toSnoozeCommand(text.wake, onWake)];
  return listSnoozeChoices(serverClock.now()).map(({ label, until }) =>
    toSnoozeCommand(text.snooze(label), () => onSnooze(until)),
  );
}

function toSnoozeCommand(label: string, run: () => void): Command {
  return toCommand('here', { label, also: also.snooze, Symbol: ClockIcon, run });
}

function buildCopyCommand({ git_branch: branch }: DiffStatus): Command {
  return {
    kind: 'command',
    key: 'copy-branch',
    group: 'here',
    label: text.copyBranch,
    also: also.copyBranch,
    Symbol: CopyIcon,
    run: () => void navigator.clipboard.writeText(branch),
  };
}

/** Opens the pull request, else the branch; no command if the forge reported no web address. */
function buildOpenCommand(status: DiffStatus, forgeName: string): Command[] {
  const address = parseWebAddress(status.url) ?? parseWebAddress(status.branch_url);
  if (address === undefined) return [];
  const open: Command = {
    kind: 'command',
    key: 'open-on-forge',
    group: 'here',
    label: text.openOnForge(forgeName),
    also: also.openOnForge,
    Symbol: LinkExternalIcon,
    run: () => void window.open(address, '_blank', 'noopener,noreferrer'),
  };
  return [open];
}

interface CommandOptions {
  label: string;
  also: string;
  Symbol: Icon;
  run: () => void;
  shortcut?: string;
}

const toCommand = (group: Command['group'], options: CommandOptions): Command => ({
  kind: 'command',
  key: `${group} ${options.label}`,
  group,
  ...options,
});

const go = (options: CommandOptions) => toCommand('go', options);

export function buildGoCommands(search: Search, onHelp: () => void): Command[] {
  const { q, state } = search;
  const to = (path: string) => () => navigate(toHref(path, { q, state }));
  return [
    go({ label: text.board, also: also.board, Symbol: HomeIcon, run: to('/') }),
    go({ label: text.health, also: also.health, Symbol: PulseIcon, run: to('/health') }),
    go({ label: text.tokens, also: also.tokens, Symbol: KeyIcon, run: to('/forges') }),
    go({ label: text.help, also: also.help, Symbol: QuestionIcon, run: onHelp, shortcut: '?' }),
  ];
}

const presets: readonly { label: string; search: Partial<Search> }[] = [
  { label: text.showAll, search: {} },
  { label: text.showUnread, search: { q: 'is:unread' } },
  { label: text.showWaiting, search: { q: 'is:waiting' } },
  { label: text.showFailing, search: { q: 'is:failing' } },
  { label: text.showConflicting, search: { q: 'is:conflicting' } },
  { label: text.showApproved, search: { q: 'is:approved' } },
  { label: text.showOpen, search: { state: 'open' } },
  { label: text.showDraft, search: { state: 'draft' } },
  { label: text.showNone, search: { state: 'none' } },
  { label: text.showMerged, search: { state: 'merged' } },
  { label: text.showStalled, search: { q: 'is:stalled' } },
  { label: text.showSnoozed, search: { q: 'is:snoozed' } },
  { label: text.showClosed, search: { state: 'closed' } },
];

/** Opens the board with a filter, the same as typing it. */
export function buildFilterCommands(views: readonly SavedView[]): Command[] {
  const saved = views.map(({ name, q, state }) => ({
    label: text.showSaved(name),
    search: { q, state },
  }));
  return [...saved, ...presets].map(({ label, search }) =>
    toCommand('filter', {
      label,
      also: also.filter,
      Symbol: FilterIcon,
      run: () => navigate(toHref('/', search)),
    }),
  );
}

export function buildMarkAllReadCommand(run: () => void): Command {
  return toCommand('settings', {
    label: text.markAllRead,
    also: also.read,
    Symbol: InboxIcon,
    run,
  });
}

/** Ends the list of the most urgent chats. */
export function buildShowWaitingCommand(count: number): Command {
  return toCommand('filter', {
    label: text.showEvery(count),
    also: also.filter,
    Symbol: FilterIcon,
    run: () => navigate(toHref('/', { q: 'is:waiting' })),
  });
}

export function buildThemeCommands(
  chosen: ThemeChoice,
  choose: (choice: ThemeChoice) => void,
): Command[] {
  const themes = [
    { choice: 'light', label: text.themeLight, Symbol: SunIcon },
    { choice: 'dark', label: text.themeDark, Symbol: MoonIcon },
    { choice: 'system', label: text.themeSystem, Symbol: DeviceDesktopIcon },
  ] as const;
  return themes
    .filter(({ choice }) => choice !== chosen)
    .map(({ choice, label, Symbol }) =>
      toCommand('settings', { label, also: also.theme, Symbol, run: () => choose(choice) }),
    );
}

export function buildNotificationCommand(enabled: boolean, run: () => void): Command {
  return toCommand('settings', {
    label: enabled ? text.notificationsOff : text.notificationsOn,
    also: also.notifications,
    Symbol: enabled ? BellSlashIcon : BellIcon,
    run,
  });
}
