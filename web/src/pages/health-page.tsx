import { AlertIcon, ArrowLeftIcon } from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import type { Health } from '../../../src/contract/health.ts';
import { forgesQuery } from '../api/forges.ts';
import { healthQuery, pageRhythmMs } from '../api/health.ts';
import { toForgeName, toSpokenName } from '../board/forge-name.ts';
import { AgePart } from '../components/health/age-part.tsx';
import { ForgeHealthPart } from '../components/health/forge-health.tsx';
import { HealthSummary } from '../components/health/health-summary.tsx';
import { ReplicaParts } from '../components/health/replica-parts.tsx';
import { ProblemNotice } from '../components/shell/problem-notice.tsx';
import { useKeptHref } from '../components/shell/use-kept-href.ts';
import { Link } from '../routes/link.tsx';
import { useTimed } from '../time/clock.ts';
import { toAgeWords } from '../time/time-words.ts';
import { Time } from '../ui/time.tsx';
import { useSlow } from '../ui/use-slow.ts';
import { words } from '../words.ts';
import '../styles/health.css';

/** Where people look when they doubt the board. */
export function HealthPage() {
  const health = useQuery(healthQuery(pageRhythmMs));
  const slow = useSlow(health.isPending);
  const say = words.health;
  return (
    <div className="health">
      <Link className="back" href={useKeptHref('/')}>
        <ArrowLeftIcon size={14} /> {say.back}
      </Link>
      <h1>{say.title}</h1>
      <p className="lead">{say.lead}</p>
      {slow && <p className="hint">{say.loading}</p>}
      {health.data ? (
        <>
          <HealthParts health={health.data} />
          <Measured at={health.data.at} broken={health.error !== null} />
        </>
      ) : (
        health.error && <ProblemNotice error={health.error} onRetry={() => void health.refetch()} />
      )}
    </div>
  );
}

function HealthParts({ health }: { health: Health }) {
  const forges = useQuery(forgesQuery).data;
  const nameOf = (forgeId: string) => {
    const forge = forges?.find(({ id }) => id === forgeId);
    return forge ? toSpokenName(toForgeName(forge)) : forgeId;
  };
  // Drawn by the clock of the server: one that is wrong here does not shift what it measured.
  const nowMs = Date.parse(health.at);
  return (
    <>
      <HealthSummary health={health} nameOf={nameOf} nowMs={nowMs} />
      <AgePart ages={health.data_age} nowMs={nowMs} />
      {health.forges.length === 0 && <p className="lead">{words.health.forge.none}</p>}
      {health.forges.map((forge) => (
        <ForgeHealthPart key={forge.id} forge={forge} name={nameOf(forge.id)} nowMs={nowMs} />
      ))}
      <ReplicaParts health={health} nowMs={nowMs} />
    </>
  );
}

function Measured({ at, broken }: { at: string; broken: boolean }) {
  const say = words.health;
  const age = useTimed((nowMs) => toAgeWords(at, nowMs));
  if (!broken) {
    return (
      <p className="hint">
        <Time at={at}>{say.measured(age)}</Time>
      </p>
    );
  }
  return (
    <output className="health-verdict" data-tone="attention">
      <AlertIcon size={16} />
      <Time at={at}>{say.stale(age)}</Time>
    </output>
  );
}
