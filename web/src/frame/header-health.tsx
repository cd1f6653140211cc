import { AlertIcon, ClockIcon, CloudOfflineIcon } from '@primer/octicons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import type { ForgeSummary } from '../../../src/contract/forges.ts';
import { chatsQuery } from '../api/chats.ts';
import { headerIntervalMs, healthQuery } from '../api/polled-queries.ts';
import { findQuotaFact, findReplicaFact, type QuotaFact } from '../features/health/header-facts.ts';
import { countForgeFailures } from '../features/status/forge-failures.ts';
import { formatForgeName, toForgeHost } from '../features/status/forge-name.ts';
import { useHrefPreservingFilters } from '../shared/link-preserving-filters.tsx';
import { Link } from '../shared/routing/router.tsx';
import { messages } from '../text/messages.ts';
import { formatClock } from '../text/time.ts';

/** The most important health facts, linked to the health page. */
export function HealthFacts({ forges }: { forges: readonly ForgeSummary[] }) {
  const { data: health } = useQuery(healthQuery(headerIntervalMs));
  useHealthAfterFailures();
  const text = messages.header;
  const nameOf = (forgeId: string) => {
    const forge = forges.find(({ id }) => id === forgeId);
    return forge ? formatForgeName(toForgeHost(forge)) : forgeId;
  };
  if (!health) return <HealthLink hint={text.healthHint} text={text.health} />;
  const nowMs = Date.parse(health.at);
  const quota = findQuotaFact(health, nowMs);
  const replicas = findReplicaFact(health);
  return (
    <>
      {replicas && <ReplicaCount {...replicas} />}
      {quota ? (
        <QuotaLink fact={quota} nameOf={nameOf} nowMs={nowMs} />
      ) : (
        <HealthLink hint={text.healthHint} text={text.health} />
      )}
    </>
  );
}

const failureSettleMs = 1_000;

/** Events report failures of branches at once; whether the forge fails is then read again. */
function useHealthAfterFailures(): void {
  const queryClient = useQueryClient();
  const { data: failures = 0 } = useQuery({
    ...chatsQuery(queryClient),
    select: countForgeFailures,
  });
  const before = useRef(failures);
  useEffect(() => {
    if (before.current === failures) return;
    const timer = setTimeout(() => {
      before.current = failures;
      void queryClient.invalidateQueries({ queryKey: ['health'] });
    }, failureSettleMs);
    return () => clearTimeout(timer);
  }, [queryClient, failures]);
}

function ReplicaCount({ seen, all }: { seen: number; all: number }) {
  const text = messages.header;
  return seen === all ? (
    <HealthLink hint={text.replicasHint} text={text.replicas(all)} />
  ) : (
    <HealthLink
      hint={text.replicasMissingHint}
      text={text.replicasMissing(seen, all)}
      Symbol={AlertIcon}
    />
  );
}

function QuotaLink(props: { fact: QuotaFact; nameOf: (id: string) => string; nowMs: number }) {
  const { fact, nameOf, nowMs } = props;
  const text = messages.header;
  switch (fact.kind) {
    case 'polling_paused':
      return (
        <HealthLink hint={text.pollingPausedHint} text={text.pollingPaused} Symbol={ClockIcon} />
      );
    case 'failing':
      return (
        <HealthLink
          hint={text.failingHint(nameOf(fact.forgeId))}
          text={
            <>
              <span className="app-fact-name">{nameOf(fact.forgeId)} </span>
              {text.failing(formatClock(fact.since, nowMs))}
            </>
          }
          Symbol={CloudOfflineIcon}
        />
      );
    case 'paused':
      return (
        <HealthLink
          hint={text.pausedHint(nameOf(fact.forgeId))}
          text={text.paused(formatClock(fact.until, nowMs))}
          Symbol={ClockIcon}
        />
      );
    case 'share':
      return (
        <HealthLink
          hint={text.quotaHint(fact.bucket, nameOf(fact.forgeId))}
          text={fact.scarce ? text.quotaScarce(fact.share) : text.quota(fact.share)}
          {...(fact.scarce ? { Symbol: AlertIcon } : {})}
        />
      );
  }
}

function HealthLink(props: { hint: string; text: ReactNode; Symbol?: typeof AlertIcon }) {
  const { hint, text, Symbol } = props;
  return (
    <Link
      className="app-fact"
      href={useHrefPreservingFilters('/health')}
      title={hint}
      data-tone={Symbol ? 'attention' : undefined}
    >
      {Symbol && <Symbol size={14} />}
      {text}
    </Link>
  );
}
