import { ClockIcon, CloudOfflineIcon, type Icon, SyncIcon } from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import type { ForgeHealth, ForgeTrouble } from '../../../../src/contract/health.ts';
import { useConnection } from '../../api/connection-state.ts';
import { headerIntervalMs, healthQuery } from '../../api/polled-queries.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { LinkPreservingFilters } from '../../shared/link-preserving-filters.tsx';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { useDelayed } from '../../ui/use-delayed.ts';
import { formatForgeName, toForgeHost } from '../status/forge-name.ts';

interface BoardStatusProps {
  forges: readonly ForgeSummary[];
  /** How many chats are loaded, while more are loading. */
  loadedSoFar: number | undefined;
  /** Beside an open chat, which says itself that the server is unreachable. */
  besideChat: boolean;
  /** Set if the list could not be loaded completely. */
  onRetry: (() => void) | undefined;
}

const disconnectedDelayMs = 2_000;
const loadingDelayMs = 1_000;

/** Why the board may be outdated, as one line over the end of the list. */
export function BoardStatus({ forges, loadedSoFar, besideChat, onRetry }: BoardStatusProps) {
  const { state, brokenSinceMs } = useConnection();
  const broken = useDelayed(brokenSinceMs !== undefined, disconnectedDelayMs);
  const loading = useDelayed(loadedSoFar !== undefined, loadingDelayMs);
  useNow((nowMs) => findPaused(forges, nowMs)?.id ?? '');
  const paused = findPaused(forges, getClockMs());
  const health = useQuery(healthQuery(headerIntervalMs)).data;
  const failing = health?.forges.find(isFailing);
  const text = messages.boardStatus;
  if (besideChat && state === 'offline') return null;
  if (broken && brokenSinceMs !== undefined) {
    const clock = formatClock(new Date(brokenSinceMs).toISOString(), getClockMs());
    return (
      <Line Symbol={CloudOfflineIcon}>
        {state === 'offline' ? text.offline(clock) : text.reconnecting(clock)}
      </Line>
    );
  }
  if (onRetry) {
    return (
      <Line Symbol={CloudOfflineIcon}>
        {text.incomplete}{' '}
        <button type="button" className="link-button" onClick={onRetry}>
          {text.tryAgain}
        </button>
      </Line>
    );
  }
  // A server of an earlier version does not report it.
  if (health?.polling?.paused) {
    const { paused_at: pausedAt } = health.polling;
    return (
      <Line Symbol={ClockIcon}>
        {text.pollingPaused(pausedAt ? formatClock(pausedAt, getClockMs()) : undefined)}{' '}
        <LinkPreservingFilters href="/health">{text.details}</LinkPreservingFilters>
      </Line>
    );
  }
  if (failing) {
    const host = forges.find(({ id }) => id === failing.id);
    const name = host ? formatForgeName(toForgeHost(host)) : failing.id;
    const clock = formatClock(failing.trouble.since, getClockMs());
    return (
      <Line Symbol={CloudOfflineIcon}>
        {text.failing[failing.trouble.kind](name, clock)}{' '}
        <LinkPreservingFilters href="/health">{text.details}</LinkPreservingFilters>
      </Line>
    );
  }
  if (loading && loadedSoFar !== undefined) {
    return (
      <Line Symbol={SyncIcon} quiet>
        {text.loadingMore(loadedSoFar)}
      </Line>
    );
  }
  if (!paused?.paused_until) return null;
  const name = formatForgeName(toForgeHost(paused));
  return (
    <Line Symbol={ClockIcon}>
      {text.paused(name, formatClock(paused.paused_until, getClockMs()))}{' '}
      <LinkPreservingFilters href="/forges">{text.details}</LinkPreservingFilters>
    </Line>
  );
}

function Line(props: { Symbol: Icon; quiet?: boolean; children: ReactNode }) {
  const { Symbol, quiet, children } = props;
  return (
    <output className="board-status" data-quiet={quiet || undefined}>
      <Symbol size={14} />
      <span>{children}</span>
    </output>
  );
}

function isFailing(forge: ForgeHealth): forge is ForgeHealth & { trouble: ForgeTrouble } {
  return forge.trouble !== null;
}

function findPaused(forges: readonly ForgeSummary[], nowMs: number): ForgeSummary | undefined {
  return forges.find(({ paused_until: until }) => until !== null && Date.parse(until) > nowMs);
}
