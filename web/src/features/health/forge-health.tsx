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
import { isRefilled, toQuotaPlot } from './quota-plot.ts';
import { isScarce, toQuotaShare } from './quota-share.ts';

interface ForgeHealthProps {
  forge: ForgeHealth;
  name: string;
  nowMs: number;
}

/** One forge: its pause, what is left of each quota, and whether it tells what changes. */
export function ForgeHealthPart({ forge, name, nowMs }: ForgeHealthProps) {
  const say = messages.health;
  return (
    <section className="health-part" aria-label={name}>
      <header>
        <h2>{name}</h2>
        <ForgeState forge={forge} nowMs={nowMs} />
      </header>
      {forge.token_linked ? (
        <>
          {forge.quotas.length === 0 && <p className="hint">{say.quota.unheard}</p>}
          <div className="quota-plots">
            {forge.quotas.map((quota) => (
              <QuotaPart key={quota.bucket} quota={quota} name={name} nowMs={nowMs} />
            ))}
          </div>
        </>
      ) : (
        <p className="hint">{say.quota.noToken}</p>
      )}
      <FeedCounts feeds={forge.feeds} nowMs={nowMs} />
    </section>
  );
}

function ForgeState({ forge, nowMs }: { forge: ForgeHealth; nowMs: number }) {
  const say = messages.health.forge;
  const until = forge.paused_until;
  if (until !== null && isPaused(forge, nowMs)) {
    return (
      <span className="health-state" data-tone="attention">
        <ClockIcon size={14} />
        <Time at={until}>{say.pausedUntil(formatClock(until, nowMs))}</Time>
        <span className="hint">{say.pausedFor(formatDuration(Date.parse(until) - nowMs))}</span>
      </span>
    );
  }
  if (forge.token_linked) return null;
  return (
    <span className="health-state" data-tone="attention">
      <KeyIcon size={14} /> {say.noToken}
    </span>
  );
}

function QuotaPart({ quota, name, nowMs }: { quota: QuotaHealth; name: string; nowMs: number }) {
  const say = messages.health.quota;
  const share = toQuotaShare(quota, nowMs);
  const clock = formatClock(quota.reset_at, nowMs);
  const refilled = isRefilled(quota, nowMs);
  return (
    <div className="health-plot">
      <h3>
        {quota.bucket}{' '}
        <span className="health-figure" data-tone={isScarce(share) ? 'attention' : undefined}>
          {refilled ? say.refilled(clock) : say.left(quota.remaining, quota.quota)}
        </span>
      </h3>
      {!refilled && (
        <p className="hint">
          <Time at={quota.reset_at}>
            {quota.remaining > 0 ? say.expectedAt(quota.forecast, clock) : say.filledAt(clock)}
          </Time>
        </p>
      )}
      <PlotView
        plot={toQuotaPlot(quota, nowMs)}
        label={say.label(name, quota.bucket)}
        nowMs={nowMs}
        emptyText={messages.health.plot.empty}
      />
    </div>
  );
}

const feedStates = [
  { state: 'live', tone: 'success', Symbol: BroadcastIcon },
  { state: 'silent', tone: 'attention', Symbol: UnmuteIcon },
  { state: 'never', tone: 'quiet', Symbol: CircleSlashIcon },
] as const;

function FeedCounts({ feeds, nowMs }: { feeds: ForgeHealth['feeds']; nowMs: number }) {
  const say = messages.health.feeds;
  const last = feeds.last_delivery_at;
  const hints = { live: say.liveHint, silent: say.silentHint, never: say.neverHint };
  return (
    <div className="feed-counts">
      <h3>{say.title}</h3>
      <ul>
        {feedStates.map(({ state, tone, Symbol }) => (
          <li key={state} data-tone={feeds[state] > 0 ? tone : 'quiet'} title={hints[state]}>
            <Symbol size={14} /> {say[state](feeds[state])}
          </li>
        ))}
        <li>
          {last === null ? (
            say.neverHeard
          ) : (
            <Time at={last}>{say.last(formatAge(last, nowMs))}</Time>
          )}
        </li>
      </ul>
    </div>
  );
}
