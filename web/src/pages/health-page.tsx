import '../features/health/health.css';
import { AlertIcon, ArrowLeftIcon } from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import type { Health } from '../../../src/contract/health.ts';
import { forgesQuery, healthPageIntervalMs, healthQuery } from '../api/polled-queries.ts';
import { DataAgeSection } from '../features/health/data-age.tsx';
import { findDemoStart, omitInventedPast } from '../features/health/demo-start.ts';
import { ForgeHealthSection } from '../features/health/forge-health.tsx';
import { HealthSummary } from '../features/health/health-summary.tsx';
import { PollingControl } from '../features/health/polling-control.tsx';
import { ReplicaSection } from '../features/health/replica-health.tsx';
import { formatForgeName, toForgeHost } from '../features/status/forge-name.ts';
import { useNow } from '../shared/clock.ts';
import { useHrefPreservingFilters } from '../shared/link-preserving-filters.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Link } from '../shared/routing/router.tsx';
import { messages } from '../text/messages.ts';
import { formatAge, formatClock } from '../text/time.ts';
import { Time } from '../ui/time.tsx';
import { useSlow } from '../ui/use-delayed.ts';

export function HealthPage() {
  const health = useQuery(healthQuery(healthPageIntervalMs));
  const slow = useSlow(health.isPending);
  const text = messages.health;
  return (
    <div className="health">
      <Link className="back" href={useHrefPreservingFilters('/')}>
        <ArrowLeftIcon size={14} /> {text.back}
      </Link>
      <h1>{text.title}</h1>
      <p className="lead">{text.lead}</p>
      {slow && <p className="hint">{text.loading}</p>}
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
    return forge ? formatForgeName(toForgeHost(forge)) : forgeId;
  };
  // Uses the server's clock, so that a wrong clock here does not shift the measurements.
  const nowMs = Date.parse(health.at);
  const demoStart = findDemoStart(health);
  return (
    <>
      {health.polling && <PollingControl polling={health.polling} nowMs={nowMs} />}
      <HealthSummary health={omitInventedPast(health, demoStart)} nameOf={nameOf} nowMs={nowMs} />
      {demoStart !== undefined && (
        <p className="hint">{messages.health.demoPast(formatClock(demoStart, nowMs))}</p>
      )}
      <DataAgeSection ages={health.data_age} nowMs={nowMs} />
      {health.forges.length === 0 && <p className="lead">{messages.health.forge.none}</p>}
      {health.forges.map((forge) => (
        <ForgeHealthSection key={forge.id} forge={forge} name={nameOf(forge.id)} nowMs={nowMs} />
      ))}
      <ReplicaSection health={health} nowMs={nowMs} />
    </>
  );
}

function Measured({ at, broken }: { at: string; broken: boolean }) {
  const text = messages.health;
  const age = useNow((nowMs) => formatAge(at, nowMs));
  if (!broken) {
    return (
      <p className="hint">
        <Time at={at}>{text.measured(age)}</Time>
      </p>
    );
  }
  return (
    <output className="health-verdict" data-tone="attention">
      <AlertIcon size={16} />
      <Time at={at}>{text.stale(age)}</Time>
    </output>
  );
}
