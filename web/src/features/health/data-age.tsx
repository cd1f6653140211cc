import type { DataAge } from '../../../../src/contract/health.ts';
import { messages } from '../../text/messages.ts';
import { formatDuration } from '../../text/time.ts';
import { isWithin, type Plot, type PlotLine, toLastHour } from './plot.ts';
import { toDurationTop } from './plot-scale.ts';
import { PlotView } from './plot-view.tsx';

/** How old what the board shows is: the plot people doubt with. */
export function AgePart({ ages, nowMs }: { ages: readonly DataAge[]; nowMs: number }) {
  const say = messages.health.age;
  return (
    <section className="health-part" aria-label={say.title}>
      <header>
        <h2>{say.title}</h2>
      </header>
      <p className="hint">{say.text}</p>
      <PlotView
        plot={toAgePlot(ages, nowMs)}
        label={say.label}
        nowMs={nowMs}
        emptyText={say.none}
      />
    </section>
  );
}

/** How old what is known of open pull requests was, over the last hour. */
export function toAgePlot(ages: readonly DataAge[], nowMs: number): Plot {
  const time = toLastHour(nowMs);
  const shown = ages
    .map((age) => ({ ...age, atMs: Date.parse(age.at) }))
    .filter((age) => isWithin(age, time));
  const measured = shown.filter(({ rows }) => rows > 0);
  const top = toDurationTop(Math.max(0, ...measured.map((age) => age.p95_ms)));
  const say = messages.health.age;
  const toLine = (name: string, stroke: PlotLine['stroke'], key: 'p50_ms' | 'p95_ms') => ({
    name,
    stroke,
    points: measured.map((age) => ({ atMs: age.atMs, value: age[key] })),
    endText: measured.length > 0 ? formatDuration(measured.at(-1)?.[key] ?? 0) : '',
  });
  return {
    time,
    top,
    valueTicks: toDurationTicks(top),
    lines: [toLine(say.p95, 'dotted', 'p95_ms'), toLine(say.p50, 'solid', 'p50_ms')],
    band: undefined,
    stops: shown.map((age) => ({
      atMs: age.atMs,
      words: formatAge(age),
      values: age.rows > 0 ? [age.p95_ms, age.p50_ms] : [],
    })),
  };
}

export function toDurationTicks(top: number): Plot['valueTicks'] {
  return [0, top / 2, top].map((value) => ({ value, words: formatDuration(value) }));
}

function formatAge({ rows, p50_ms: p50, p95_ms: p95 }: DataAge): string {
  if (rows === 0) return messages.health.age.noRows;
  return messages.health.age.read(formatDuration(p50), formatDuration(p95));
}
