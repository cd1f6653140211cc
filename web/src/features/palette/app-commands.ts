import {
  BellIcon,
  BellSlashIcon,
  DeviceDesktopIcon,
  FilterIcon,
  HomeIcon,
  type Icon,
  KeyIcon,
  MoonIcon,
  PulseIcon,
  QuestionIcon,
  SunIcon,
} from '@primer/octicons-react';
import { navigate } from '../../shared/routing/location.ts';
import { type Search, toHref } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import type { ThemeChoice } from '../../ui/use-theme.ts';
import type { Command } from './entries.ts';

const { command: say, also } = messages.palette;

interface Asked {
  label: string;
  also: string;
  Symbol: Icon;
  run: () => void;
  shortcut?: string;
}

const toCommand = (group: Command['group'], asked: Asked): Command => ({
  kind: 'command',
  key: `${group} ${asked.label}`,
  group,
  ...asked,
});

const go = (asked: Asked) => toCommand('go', asked);

export function toGoCommands(search: Search, onHelp: () => void): Command[] {
  const { q, state } = search;
  const to = (path: string) => () => navigate(toHref(path, { q, state }));
  return [
    go({ label: say.board, also: also.board, Symbol: HomeIcon, run: to('/') }),
    go({ label: say.health, also: also.health, Symbol: PulseIcon, run: to('/health') }),
    go({ label: say.tokens, also: also.tokens, Symbol: KeyIcon, run: to('/forges') }),
    go({ label: say.help, also: also.help, Symbol: QuestionIcon, run: onHelp, shortcut: '?' }),
  ];
}

const presets: readonly { label: string; search: Partial<Search> }[] = [
  { label: say.showAll, search: {} },
  { label: say.showWaiting, search: { q: 'is:waiting' } },
  { label: say.showFailing, search: { q: 'is:failing' } },
  { label: say.showConflicting, search: { q: 'is:conflicting' } },
  { label: say.showApproved, search: { q: 'is:approved' } },
  { label: say.showOpen, search: { state: 'open' } },
  { label: say.showDraft, search: { state: 'draft' } },
  { label: say.showNone, search: { state: 'none' } },
  { label: say.showMerged, search: { state: 'merged' } },
  { label: say.showClosed, search: { state: 'closed' } },
];

/** Views of the board, as the filter would be typed. */
export function toFilterCommands(): Command[] {
  return presets.map(({ label, search }) =>
    toCommand('filter', {
      label,
      also: also.filter,
      Symbol: FilterIcon,
      run: () => navigate(toHref('/', search)),
    }),
  );
}

export function toThemeCommands(
  chosen: ThemeChoice,
  choose: (choice: ThemeChoice) => void,
): Command[] {
  const themes = [
    { choice: 'light', label: say.themeLight, Symbol: SunIcon },
    { choice: 'dark', label: say.themeDark, Symbol: MoonIcon },
    { choice: 'system', label: say.themeSystem, Symbol: DeviceDesktopIcon },
  ] as const;
  return themes
    .filter(({ choice }) => choice !== chosen)
    .map(({ choice, label, Symbol }) =>
      toCommand('settings', { label, also: also.theme, Symbol, run: () => choose(choice) }),
    );
}

export function toNotificationCommand(enabled: boolean, run: () => void): Command {
  return toCommand('settings', {
    label: enabled ? say.notificationsOff : say.notificationsOn,
    also: also.notifications,
    Symbol: enabled ? BellSlashIcon : BellIcon,
    run,
  });
}
