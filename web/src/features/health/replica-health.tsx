import { AlertIcon } from '@primer/octicons-react';
import type { Health, Replica } from '../../../../src/contract/health.ts';
import { messages } from '../../text/messages.ts';
import { formatAge, formatDuration } from '../../text/time.ts';
import { Time } from '../../ui/time.tsx';
import { isMissing, listExpected } from './concerns.ts';
import { toDurationTicks } from './data-age.tsx';
import { isWithin, type Plot, toLastHour } from './plot.ts';
import { toDurationTop } from './plot-scale.ts';
import { PlotView } from './plot-view.tsx';

/** One small plot a replica, all on the same axis. */
export function ReplicaParts({ health, nowMs }: { health: Health; nowMs: number }) {
  const say = messages.health.replica;
  const replicas = listExpected(health);
  const top = toLagTop(replicas);
  return (
    <section className="health-part" aria-label={say.title}>
      <header>
        <h2>{say.title}</h2>
      </header>
      <p className="hint">{replicas.length === 0 ? say.none : say.text}</p>
      <ul className="replicas">
        {replicas.map((replica) => (
          <li key={replica.id} className="health-plot">
            <ReplicaHead replica={replica} health={health} nowMs={nowMs} />
            <PlotView
              small
              plot={toLagPlot(replica, top, nowMs)}
              label={say.label(replica.host)}
              nowMs={nowMs}
              emptyText={say.noSamples}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ReplicaHead(props: { replica: Replica; health: Health; nowMs: number }) {
  const { replica, health, nowMs } = props;
  const say = messages.health.replica;
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
              ? say.missing(formatDuration(nowMs - Date.parse(replica.seen_at)))
              : say.seen(formatAge(replica.seen_at, nowMs))}
          </Time>
        </span>
        <Time at={replica.started_at}>{say.started(formatAge(replica.started_at, nowMs))}</Time>
        <span>{say.version(replica.version)}</span>
      </p>
    </>
  );
}

function formatLag(lagMs: number | undefined): string {
  const say = messages.health.replica;
  if (lagMs === undefined) return say.unmeasured;
  return lagMs === 0 ? say.onTime : say.now(formatDuration(lagMs));
}

/** One axis for all replicas, so that they can be compared. */
export function toLagTop(replicas: readonly Replica[]): number {
  const lags = replicas.flatMap(({ samples }) => samples.map((sample) => sample.lag_ms));
  return toDurationTop(Math.max(0, ...lags));
}

/** How long branches waited to be looked at, as one replica saw it. */
export function toLagPlot(replica: Replica, top: number, nowMs: number): Plot {
  const time = toLastHour(nowMs);
  const shown = replica.samples
    .map((sample) => ({ ...sample, atMs: Date.parse(sample.at) }))
    .filter((sample) => isWithin(sample, time));
  const points = shown.map((sample) => ({ atMs: sample.atMs, value: sample.lag_ms }));
  const say = messages.health.replica;
  return {
    time,
    top,
    valueTicks: toDurationTicks(top).filter(({ value }) => value === 0 || value === top),
    lines: [{ name: say.lag, stroke: 'solid', points, endText: '' }],
    band: undefined,
    stops: shown.map(({ atMs, due, lag_ms: lagMs }) => ({
      atMs,
      words: due === 0 ? say.nothingDue : say.due(due, formatDuration(lagMs)),
      values: [lagMs],
    })),
  };
}
