import type { DataAge } from '../../../../src/contract/health.ts';
import { messages } from '../../text/messages.ts';
import { formatDuration } from '../../text/time.ts';
import { isWithin, type Plot, type PlotLine, toLastHour } from './plot.ts';
import { pickDurationMaximum } from './plot-scale.ts';
import { PlotView } from './plot-view.tsx';

/** How old the data on the board is. */
export function DataAgeSection({ ages, nowMs }: { ages: readonly DataAge[]; nowMs: number }) {
  const text = messages.health.age;
  return (
    <section className="health-part" aria-label={text.title}>
      <header>
        <h2>{text.title}</h2>
      </header>
      <p className="hint">{text.text}</p>
      <PlotView
        plot={buildAgePlot(ages, nowMs)}
        label={text.label}
        nowMs={nowMs}
        emptyText={text.none}
      />
    </section>
  );
}

/** The age of open pull requests over the last hour. */
export function buildAgePlot(ages: readonly DataAge[], nowMs: number): Plot {
  const time = toLastHour(nowMs);
  const shown = ages
    .map((age) => ({ ...age, atMs: Date.parse(age.at) }))
    .filter((age) => isWithin(age, time));
  const measured = shown.filter(({ rows }) => rows > 0);
  const maximum = pickDurationMaximum(Math.max(0, ...measured.map((age) => age.p95_ms)));
  const text = messages.health.age;
  const buildLine = (name: string, stroke: PlotLine['stroke'], key: 'p50_ms' | 'p95_ms') => ({
    name,
    stroke,
    points: measured.map((age) => ({ atMs: age.atMs, value: age[key] })),
    endText: measured.length > 0 ? formatDuration(measured.at(-1)?.[key] ?? 0) : '',
  });
  return {
    time,
    maximum,
    valueTicks: listDurationTicks(maximum),
    lines: [buildLine(text.p95, 'dotted', 'p95_ms'), buildLine(text.p50, 'solid', 'p50_ms')],
    band: undefined,
    stops: shown.map((age) => ({
      atMs: age.atMs,
      text: formatDataAge(age),
      values: age.rows > 0 ? [age.p95_ms, age.p50_ms] : [],
    })),
  };
}

export function listDurationTicks(maximum: number): Plot['valueTicks'] {
  return [0, maximum / 2, maximum].map((value) => ({ value, text: formatDuration(value) }));
}

function formatDataAge({ rows, p50_ms: p50, p95_ms: p95 }: DataAge): string {
  if (rows === 0) return messages.health.age.noRows;
  return messages.health.age.read(formatDuration(p50), formatDuration(p95));
}
