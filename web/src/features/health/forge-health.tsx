import {
  BroadcastIcon,
  CircleSlashIcon,
  ClockIcon,
  KeyIcon,
  UnmuteIcon,
} from '@primer/octicons-react';
import type { ForgeHealth, QuotaHealth } from '../../../../src/contract/health.ts';
import { messages } from '../../text/messages.ts';
import { formatAge, formatClock, formatDuration } from '../../text/time.ts';
import { Time } from '../../ui/time.tsx';
import { isPaused } from './concerns.ts';
import { PlotView } from './plot-view.tsx';
import { buildQuotaPlot } from './quota-plot.ts';
import { hasReset, isScarce, toQuotaShare } from './quota-share.ts';

interface ForgeHealthProps {
  forge: ForgeHealth;
  name: string;
  nowMs: number;
}

/** One forge: its pause, the rest of each quota, and how many webhooks work. */
export function ForgeHealthSection({ forge, name, nowMs }: ForgeHealthProps) {
  const text = messages.health;
  return (
    <section className="health-part" aria-label={name}>
      <header>
        <h2>{name}</h2>
        <ForgeState forge={forge} nowMs={nowMs} />
      </header>
      {forge.token_linked ? (
        <>
          {forge.quotas.length === 0 && <p className="hint">{text.quota.unknown}</p>}
          <div className="quota-plots">
            {forge.quotas.map((quota) => (
              <QuotaPart key={quota.bucket} quota={quota} name={name} nowMs={nowMs} />
            ))}
          </div>
        </>
      ) : (
        <p className="hint">{text.quota.noToken}</p>
      )}
      <FeedCounts feeds={forge.feeds} nowMs={nowMs} />
    </section>
  );
}

function ForgeState({ forge, nowMs }: { forge: ForgeHealth; nowMs: number }) {
  const text = messages.health.forge;
  const until = forge.paused_until;
  if (until !== null && isPaused(forge, nowMs)) {
    return (
      <span className="health-state" data-tone="attention">
        <ClockIcon size={14} />
        <Time at={until}>{text.pausedUntil(formatClock(until, nowMs))}</Time>
        <span className="hint">{text.pausedFor(formatDuration(Date.parse(until) - nowMs))}</span>
      </span>
    );
  }
  if (forge.token_linked) return null;
  return (
    <span className="health-state" data-tone="attention">
      <KeyIcon size={14} /> {text.noToken}
    </span>
  );
}

function QuotaPart({ quota, name, nowMs }: { quota: QuotaHealth; name: string; nowMs: number }) {
  const text = messages.health.quota;
  const share = toQuotaShare(quota, nowMs);
  const clock = formatClock(quota.reset_at, nowMs);
  const reset = hasReset(quota, nowMs);
  return (
    <div className="health-plot">
      <h3>
        {text.name(quota.bucket)}{' '}
        <span className="health-figure" data-tone={isScarce(share) ? 'attention' : undefined}>
          {reset ? text.hasReset(clock) : text.left(quota.remaining, quota.quota)}
        </span>
      </h3>
      {!reset && (
        <p className="hint">
          <Time at={quota.reset_at}>
            {quota.remaining > 0 ? text.expectedAt(quota.forecast, clock) : text.resetsAt(clock)}
          </Time>
        </p>
      )}
      <PlotView
        plot={buildQuotaPlot(quota, nowMs)}
        label={text.label(name, quota.bucket)}
        nowMs={nowMs}
        emptyText={messages.health.plot.empty}
      />
    </div>
  );
}

const feedStates = [
  { state: 'live', tone: 'success', Symbol: BroadcastIcon },
  { state: 'waiting', tone: 'quiet', Symbol: BroadcastIcon },
  { state: 'silent', tone: 'attention', Symbol: UnmuteIcon },
  { state: 'never', tone: 'quiet', Symbol: CircleSlashIcon },
] as const;

function FeedCounts({ feeds, nowMs }: { feeds: ForgeHealth['feeds']; nowMs: number }) {
  const text = messages.health.feeds;
  const last = feeds.last_delivery_at;
  const hints = {
    live: text.liveHint,
    waiting: text.waitingHint,
    silent: text.silentHint,
    never: text.neverHint,
  };
  return (
    <div className="feed-counts">
      <h3>{text.title}</h3>
      <ul>
        {feedStates.map(({ state, tone, Symbol }) => (
          <li key={state} data-tone={feeds[state] > 0 ? tone : 'quiet'} title={hints[state]}>
            <Symbol size={14} /> {text[state](feeds[state])}
          </li>
        ))}
        <li>
          {last === null ? (
            text.noDelivery
          ) : (
            <Time at={last}>{text.last(formatAge(last, nowMs))}</Time>
          )}
        </li>
      </ul>
    </div>
  );
}
