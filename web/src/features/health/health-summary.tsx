import { AlertIcon, CheckCircleIcon } from '@primer/octicons-react';
import type { Health } from '../../../../src/contract/health.ts';
import { LinkPreservingFilters } from '../../shared/link-preserving-filters.tsx';
import { messages } from '../../text/messages.ts';
import { formatAge, formatClock, formatDuration, formatWait } from '../../text/time.ts';
import { type Concern, isRecent, listConcerns } from './concerns.ts';

interface HealthSummaryProps {
  health: Health;
  nameOf: NameOf;
  nowMs: number;
}

type NameOf = (forgeId: string) => string;

interface ConcernText {
  title: string;
  advice: string;
  /** Shows a link to the Tokens page, where a person can act on it. */
  linksToTokens: boolean;
}

/** Whether everything is up to date, or each problem and what to do about it. */
export function HealthSummary({ health, nameOf, nowMs }: HealthSummaryProps) {
  const isPaused = health.polling?.paused;
  const concerns = listConcerns(health, nowMs).map((each) =>
    formatConcern(each, nameOf, nowMs, isPaused),
  );
  // Nothing is up to date for long then.
  if (isPaused && concerns.length === 0) return null;
  return (
    <section className="health-summary" aria-label={messages.health.title} aria-live="polite">
      {concerns.length === 0 ? (
        <p className="health-verdict" data-tone="success">
          <CheckCircleIcon size={16} />
          <span>
            <strong>{messages.health.well}.</strong> {formatDataAge(health)}
          </span>
        </p>
      ) : (
        <ul>
          {concerns.map((concern) => (
            <ConcernLine key={concern.title} concern={concern} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ConcernLine({ concern }: { concern: ConcernText }) {
  return (
    <li className="health-verdict" data-tone="attention">
      <AlertIcon size={16} />
      <span className="in-text">
        <strong>{concern.title}.</strong> {concern.advice}{' '}
        {concern.linksToTokens && (
          <LinkPreservingFilters href="/forges">
            {messages.health.forge.toTokens}
          </LinkPreservingFilters>
        )}
      </span>
    </li>
  );
}

function formatDataAge(health: Health): string {
  const last = health.data_age.at(-1);
  const text = messages.health;
  if (!last || !isRecent(last.at, health)) return text.wellUnmeasured;
  if (last.rows === 0) return text.wellWithoutRows;
  return text.wellText(last.rows, formatDuration(last.p50_ms), formatDuration(last.p95_ms));
}

export function formatConcern(
  concern: Concern,
  nameOf: NameOf,
  nowMs: number,
  isPollingPaused = false,
): ConcernText {
  const { concern: text, advice } = messages.health;
  const clock = (instant: string) => formatClock(instant, nowMs);
  switch (concern.kind) {
    case 'no_replica':
      return toConcernText(text.noReplica, advice.noReplica);
    case 'failing': {
      const { kind, since, branches, next_check_at: nextAt } = concern.trouble;
      const waitMs = nextAt === null ? 0 : Date.parse(nextAt) - nowMs;
      const next = waitMs > 0 ? formatWait(waitMs) : undefined;
      const title = text.failing[kind](nameOf(concern.forgeId), clock(since));
      if (isPollingPaused) return toConcernText(title, advice.failingWhilePaused(branches));
      return toConcernText(title, advice.failing(branches, next));
    }
    case 'paused': {
      const title = text.paused(nameOf(concern.forgeId), clock(concern.until));
      return toConcernText(title, advice.paused);
    }
    case 'used_up': {
      const { bucket, reset_at: resetAt } = concern.quota;
      const title = text.usedUp(nameOf(concern.forgeId), bucket, clock(resetAt));
      return toConcernText(title, advice.usedUp);
    }
    case 'only_reserve': {
      const { bucket, reset_at: resetAt } = concern.quota;
      const title = text.onlyReserve(nameOf(concern.forgeId), bucket, clock(resetAt));
      return toConcernText(title, advice.onlyReserve, true);
    }
    case 'running_out': {
      const { bucket, reset_at: resetAt } = concern.quota;
      const title = text.runningOut(nameOf(concern.forgeId), bucket, clock(resetAt));
      const next = isPollingPaused ? advice.runningOutWhilePaused : advice.runningOut;
      return toConcernText(title, next, true);
    }
    case 'no_token':
      return toConcernText(text.noToken(nameOf(concern.forgeId)), advice.noToken, true);
    case 'lag':
      return toConcernText(text.lag(formatDuration(concern.lagMs)), advice.lag);
    case 'age':
      return toConcernText(text.age(formatDuration(concern.ageMs)), advice.age);
    case 'replica': {
      const { host, seen_at: seenAt } = concern.replica;
      return toConcernText(text.replica(host, formatAge(seenAt, nowMs)), advice.replica);
    }
    case 'silent':
      return toConcernText(
        text.silent(nameOf(concern.forgeId), concern.count),
        isPollingPaused ? advice.silentWhilePaused : advice.silent,
        true,
      );
  }
}

function toConcernText(title: string, advice: string, linksToTokens = false): ConcernText {
  return { title, advice, linksToTokens };
}
