import { CheckCircleIcon, CircleIcon, ClockIcon, type Icon } from '@primer/octicons-react';
import type { ReactNode } from 'react';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { isExpiringSoon } from '../../../../src/contract/token-expiry.ts';
import { serverClock } from '../../api/server-clock.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatClock, formatDay } from '../../text/time.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { type Budget, formatQuota, isScarce, toQuotaShare } from '../health/quota-share.ts';
import { formatForgeName, toForgeHost } from '../status/forge-name.ts';
import { isFound, TokenForm } from './token-form.tsx';

interface ForgeCardProps {
  forge: ForgeSummary;
  /** The address names this forge: it is highlighted, and its form takes the focus. */
  requested: boolean;
  children?: ReactNode;
}

/** One forge: the form that links or unlinks its token, and the rest of its quotas. */
export function ForgeCard({ forge, requested, children }: ForgeCardProps) {
  const name = toForgeHost(forge);
  return (
    <article className="forge" data-requested={requested || undefined}>
      <header>
        <h2>
          <ExternalLink href={forge.web_base_url}>{name}</ExternalLink>
        </h2>
        <span className="forge-type">{forge.type}</span>
        <ForgeState forge={forge} />
      </header>
      {forge.paused_until !== null && (
        <p className="hint">{messages.forges.pausedText(formatForgeName(name))}</p>
      )}
      <ExpiryHint expiresAt={forge.token_expires_at} />
      {forge.token_message && <p className="hint">{forge.token_message}</p>}
      <TokenForm forge={forge} takesFocus={requested} />
      <QuotaList forge={forge} />
      {children}
    </article>
  );
}

/** Within 14 days of the end. */
function ExpiryHint({ expiresAt }: { expiresAt: string | null }) {
  const text = messages.forges;
  const state = useNow((nowMs) => {
    if (expiresAt === null || !isExpiringSoon(expiresAt, nowMs)) return 'none';
    return Date.parse(expiresAt) <= nowMs ? 'past' : 'soon';
  });
  if (expiresAt === null || state === 'none') return null;
  const day = formatDay(expiresAt);
  return <p className="hint">{state === 'past' ? text.expired(day) : text.expires(day)}</p>;
}

function ForgeState({ forge }: { forge: ForgeSummary }) {
  const { state, label, Symbol } = toState(forge);
  return (
    <span className="forge-state" data-state={state}>
      <Symbol size={14} /> {label}
    </span>
  );
}

function toState(forge: ForgeSummary): { state: string; label: string; Symbol: Icon } {
  const text = messages.forges;
  if (forge.paused_until !== null) {
    const clock = formatClock(forge.paused_until, serverClock.now());
    return { state: 'paused', label: text.pausedUntil(clock), Symbol: ClockIcon };
  }
  const label = isFound(forge) ? text.foundIn(forge.token_source.name) : text.linked;
  return forge.token_linked
    ? { state: 'linked', label, Symbol: CheckCircleIcon }
    : { state: 'missing', label: text.notLinked, Symbol: CircleIcon };
}

/** What is left of each quota of the linked token, as a bar and as text. */
function QuotaList({ forge }: { forge: ForgeSummary }) {
  const text = messages.forges.quota;
  if (!forge.token_linked) return null;
  return (
    <div className="forge-part">
      <h3>{text.title}</h3>
      {forge.budgets.length === 0 ? (
        <p className="hint">{text.unknown}</p>
      ) : (
        <ul className="quotas">
          {forge.budgets.map((budget) => (
            <QuotaLine key={budget.bucket} budget={budget} />
          ))}
        </ul>
      )}
    </div>
  );
}

function QuotaLine({ budget }: { budget: Budget }) {
  const text = useNow((nowMs) => formatQuota(budget, nowMs));
  const share = toQuotaShare(budget, getClockMs());
  return (
    <li className="quota" data-scarce={isScarce(share) || undefined}>
      <span className="quota-bucket">{messages.health.quota.name(budget.bucket)}</span>
      <span className="quota-bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span className="quota-text">{text}</span>
    </li>
  );
}
