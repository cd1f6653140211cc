import { AlertIcon } from '@primer/octicons-react';
import type { Health, Replica } from '../../../../src/contract/health.ts';
import { messages } from '../../text/messages.ts';
import { formatAge, formatDuration } from '../../text/time.ts';
import { Time } from '../../ui/time.tsx';
import { isMissing, listExpectedReplicas } from './concerns.ts';
import { listDurationTicks } from './data-age.tsx';
import { isWithin, type Plot, toLastHour } from './plot.ts';
import { pickDurationMaximum } from './plot-scale.ts';
import { PlotView } from './plot-view.tsx';

/** The queue as each replica sees it: one small plot per replica, all on the same axis. */
export function ReplicaSection({ health, nowMs }: { health: Health; nowMs: number }) {
  const text = messages.health.replica;
  const replicas = listExpectedReplicas(health);
  const maximum = pickLagMaximum(replicas);
  return (
    <section className="health-part" aria-label={text.title}>
      <header>
        <h2>{text.title}</h2>
      </header>
      <p className="hint">{replicas.length === 0 ? text.none : text.text}</p>
      <ul className="replicas">
        {replicas.map((replica) => (
          <li key={replica.id} className="health-plot">
            <ReplicaHeader replica={replica} health={health} nowMs={nowMs} />
            <PlotView
              small
              plot={buildLagPlot(replica, maximum, nowMs)}
              label={text.label(replica.host)}
              nowMs={nowMs}
              emptyText={text.noSamples}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ReplicaHeader(props: { replica: Replica; health: Health; nowMs: number }) {
  const { replica, health, nowMs } = props;
  const text = messages.health.replica;
  const missing = isMissing(replica, health);
  const last = replica.samples.at(-1);
  return (
    <>
      <h3>
        <bdi title={replica.id}>{replica.host}</bdi>{' '}
        <span className="health-figure">{missing ? '' : formatLag(last?.lag_ms)}</span>
      </h3>
      <p className="hint replica-facts">
        <span className="health-state" data-tone={missing ? 'attention' : undefined}>
          {missing && <AlertIcon size={12} />}
          <Time at={replica.seen_at}>
            {missing
              ? text.missing(formatDuration(nowMs - Date.parse(replica.seen_at)))
              : text.seen(formatAge(replica.seen_at, nowMs))}
          </Time>
        </span>
        <Time at={replica.started_at}>{text.started(formatAge(replica.started_at, nowMs))}</Time>
        <span>{text.version(replica.version)}</span>
      </p>
    </>
  );
}

function formatLag(lagMs: number | undefined): string {
  const text = messages.health.replica;
  if (lagMs === undefined) return text.unmeasured;
  return lagMs === 0 ? text.onTime : text.now(formatDuration(lagMs));
}

/** Replicas share one axis, so that they can be compared. */
export function pickLagMaximum(replicas: readonly Replica[]): number {
  const lags = replicas.flatMap(({ samples }) => samples.map((sample) => sample.lag_ms));
  return pickDurationMaximum(Math.max(0, ...lags));
}

/** The longest wait in the queue over the last hour, as one replica saw it. */
export function buildLagPlot(replica: Replica, maximum: number, nowMs: number): Plot {
  const time = toLastHour(nowMs);
  const shown = replica.samples
    .map((sample) => ({ ...sample, atMs: Date.parse(sample.at) }))
    .filter((sample) => isWithin(sample, time));
  const points = shown.map((sample) => ({ atMs: sample.atMs, value: sample.lag_ms }));
  const text = messages.health.replica;
  return {
    time,
    maximum,
    valueTicks: listDurationTicks(maximum).filter(({ value }) => value === 0 || value === maximum),
    lines: [{ name: text.lag, stroke: 'solid', points, endText: '' }],
    band: undefined,
    stops: shown.map(({ atMs, due, lag_ms: lagMs }) => ({
      atMs,
      text: due === 0 ? text.nothingDue : text.due(due, formatDuration(lagMs)),
      values: [lagMs],
    })),
  };
}
