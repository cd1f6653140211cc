import type { Replica } from '../../../../src/contract/health.ts';
import { messages } from '../../text/messages.ts';
import { formatDuration } from '../../text/time.ts';
import { toDurationTicks } from './age-plot.ts';
import { isWithin, type Plot, toLastHour } from './plot.ts';
import { toDurationTop } from './scale.ts';

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
