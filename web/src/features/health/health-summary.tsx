import { AlertIcon, CheckCircleIcon } from '@primer/octicons-react';
import type { Health } from '../../../../src/contract/health.ts';
import { LinkPreservingFilters } from '../../shared/link-preserving-filters.tsx';
import { messages } from '../../text/messages.ts';
import { formatAge, formatClock, formatDuration } from '../../text/time.ts';
import { type Concern, isOfNow, listConcerns } from './concerns.ts';

interface HealthSummaryProps {
  health: Health;
  nameOf: (forgeId: string) => string;
  nowMs: number;
}

/** The answer first: whether all is well, or what is not, since when and what follows from it. */
export function HealthSummary({ health, nameOf, nowMs }: HealthSummaryProps) {
  const concerns = listConcerns(health, nowMs).map((each) => formatConcern(each, nameOf, nowMs));
  return (
    <section className="health-summary" aria-label={messages.health.title} aria-live="polite">
      {concerns.length === 0 ? (
        <p className="health-verdict" data-tone="success">
          <CheckCircleIcon size={16} />
          <span>
            <strong>{messages.health.well}.</strong> {formatWell(health)}
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
        {concern.toTokens && (
          <LinkPreservingFilters href="/forges">
            {messages.health.forge.toTokens}
          </LinkPreservingFilters>
        )}
      </span>
    </li>
  );
}

function formatWell(health: Health): string {
  const last = health.data_age.at(-1);
  const say = messages.health;
  if (!last || !isOfNow(last.at, health)) return say.wellUnmeasured;
  if (last.rows === 0) return say.wellWithoutRows;
  return say.wellText(last.rows, formatDuration(last.p50_ms), formatDuration(last.p95_ms));
}

interface ConcernText {
  title: string;
  advice: string;
  /** Where a person can do something about it. */
  toTokens: boolean;
}

type NameOf = (forgeId: string) => string;

const told = (title: string, advice: string, toTokens = false): ConcernText => ({
  title,
  advice,
  toTokens,
});

/** What is the matter, and what follows from it. */
export function formatConcern(concern: Concern, nameOf: NameOf, nowMs: number): ConcernText {
  const { concern: say, advice } = messages.health;
  const clock = (instant: string) => formatClock(instant, nowMs);
  switch (concern.kind) {
    case 'no_replica':
      return told(say.noReplica, advice.noReplica);
    case 'paused':
      return told(say.paused(nameOf(concern.forgeId), clock(concern.until)), advice.paused);
    case 'used_up': {
      const { bucket, reset_at: resetAt } = concern.quota;
      return told(say.usedUp(nameOf(concern.forgeId), bucket, clock(resetAt)), advice.usedUp);
    }
    case 'only_reserve': {
      const { bucket, reset_at: resetAt } = concern.quota;
      const title = say.onlyReserve(nameOf(concern.forgeId), bucket, clock(resetAt));
      return told(title, advice.onlyReserve, true);
    }
    case 'running_out': {
      const { bucket, reset_at: resetAt } = concern.quota;
      const title = say.runningOut(nameOf(concern.forgeId), bucket, clock(resetAt));
      return told(title, advice.runningOut, true);
    }
    case 'no_token':
      return told(say.noToken(nameOf(concern.forgeId)), advice.noToken, true);
    case 'lag':
      return told(say.lag(formatDuration(concern.lagMs)), advice.lag);
    case 'age':
      return told(say.age(formatDuration(concern.ageMs)), advice.age);
    case 'replica': {
      const { host, seen_at: seenAt } = concern.replica;
      return told(say.replica(host, formatAge(seenAt, nowMs)), advice.replica);
    }
    case 'silent':
      return told(say.silent(nameOf(concern.forgeId), concern.count), advice.silent, true);
  }
}
