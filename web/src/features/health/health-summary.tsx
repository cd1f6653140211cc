import { AlertIcon, CheckCircleIcon } from '@primer/octicons-react';
import type { Health } from '../../../../src/contract/health.ts';
import { KeptLink } from '../../shared/kept-link.tsx';
import { messages } from '../../text/messages.ts';
import { formatDuration } from '../../text/time.ts';
import { type ConcernText, formatConcern } from './concern-text.ts';
import { isOfNow, listConcerns } from './concerns.ts';

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
        {concern.toTokens && <KeptLink href="/forges">{messages.health.forge.toTokens}</KeptLink>}
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
