import {
  DeviceDesktopIcon,
  DotFillIcon,
  KeyIcon,
  MoonIcon,
  QuestionIcon,
  SearchIcon,
  SunIcon,
  SyncIcon,
  ZapIcon,
} from '@primer/octicons-react';
import type { ReactNode } from 'react';
import type { ForgeSummary } from '../../../src/contract/forges.ts';
import { useConnectionState } from '../api/connection-state.ts';
import { NotificationBell } from '../features/notifications/notification-bell.tsx';
import { useHrefPreservingFilters } from '../shared/link-preserving-filters.tsx';
import { Link } from '../shared/routing/router.tsx';
import { messages } from '../text/messages.ts';
import { type ThemeChoice, useThemeChoice } from '../ui/use-theme.ts';
import { HealthFacts } from './header-health.tsx';
import { Logo } from './logo.tsx';

interface AppHeaderProps {
  skip: ReactNode;
  homeHref: string;
  forges: readonly ForgeSummary[];
  onPalette: () => void;
  onHelp: () => void;
  children?: ReactNode;
}

export function AppHeader(props: AppHeaderProps) {
  const { skip, homeHref, forges, onPalette, onHelp, children } = props;
  return (
    <header className="app-header">
      {skip}
      <Link className="brand" href={homeHref}>
        <Logo />
        <span className="brand-name">{messages.product}</span>
      </Link>
      <div className="app-header-middle">{children}</div>
      <div className="app-header-end">
        <div className="app-facts">
          <ConnectionBadge />
          <HealthFacts forges={forges} />
        </div>
        <IconButton name={messages.palette.open} onClick={onPalette}>
          <SearchIcon size={16} />
        </IconButton>
        <TokensLink forges={forges} />
        <NotificationBell />
        <ThemeToggle />
        <IconButton name={messages.links.help} onClick={onHelp} className="help-button">
          <QuestionIcon size={16} />
        </IconButton>
      </div>
    </header>
  );
}

function TokensLink({ forges }: { forges: readonly ForgeSummary[] }) {
  const warning = forges.some((forge) => !forge.token_linked || forge.paused_until !== null);
  const name = warning ? messages.forgesWarning : messages.links.forges;
  return (
    <Link
      className="icon-button"
      href={useHrefPreservingFilters('/forges')}
      aria-label={name}
      title={name}
      data-warning={warning || undefined}
    >
      <KeyIcon size={16} />
    </Link>
  );
}

function IconButton(props: {
  name: string;
  onClick: () => void;
  className?: string;
  children: ReactNode;
}) {
  const { name, onClick, className = '', children } = props;
  return (
    <button
      type="button"
      className={`icon-button ${className}`.trim()}
      onClick={onClick}
      aria-label={name}
      title={name}
    >
      {children}
    </button>
  );
}

const hints = {
  connecting: messages.connection.liveHint,
  live: messages.connection.liveHint,
  reconnecting: messages.connection.reconnectingHint,
  offline: messages.connection.offlineHint,
};

/** Whether the page receives updates. */
function ConnectionBadge() {
  const state = useConnectionState();
  const Symbol = {
    connecting: SyncIcon,
    live: DotFillIcon,
    reconnecting: SyncIcon,
    offline: ZapIcon,
  }[state];
  return (
    <span className="connection" data-state={state} title={hints[state]}>
      <Symbol size={state === 'live' ? 16 : 14} />
      {messages.connection[state]}
    </span>
  );
}

const next: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' };
const icons = { system: DeviceDesktopIcon, light: SunIcon, dark: MoonIcon };

function ThemeToggle() {
  const [choice, choose] = useThemeChoice();
  const Symbol = icons[choice];
  return (
    <button
      type="button"
      className="icon-button"
      onClick={() => choose(next[choice])}
      aria-label={messages.theme[choice]}
      title={messages.theme[choice]}
    >
      <Symbol size={16} />
    </button>
  );
}
