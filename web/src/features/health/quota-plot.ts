import type { QuotaHealth } from '../../../../src/contract/health.ts';
import { messages } from '../../text/messages.ts';
import { number } from '../../text/numbers.ts';
import { type Domain, isWithin, type Plot, type PlotLine, type Point, toLastHour } from './plot.ts';
import { pickCountMaximum } from './plot-scale.ts';
import { hasReset } from './quota-share.ts';

const longestForecastMs = 3_600_000;

/** What was left over the last hour, and a forecast until the quota resets. */
export function buildQuotaPlot(quota: QuotaHealth, nowMs: number): Plot {
  const time = { ...toLastHour(nowMs), to: toEndMs(quota, nowMs) };
  const left = listMeasuredPoints(quota, nowMs).filter((point) => isWithin(point, time));
  const forecast = listForecastPoints(quota, left, nowMs, time);
  const maximum = pickCountMaximum(Math.max(quota.quota, ...left.map(({ value }) => value)));
  const text = messages.health.quota;
  return {
    time,
    maximum,
    valueTicks: [0, maximum / 2, maximum].map((value) => ({ value, text: number(value) })),
    lines: buildLines(left, forecast),
    band:
      quota.reserved > 0
        ? { upTo: quota.reserved, text: text.reserved(quota.reserved) }
        : undefined,
    stops: [
      ...left.map(({ atMs, value }) => ({
        atMs,
        text: text.left(value, quota.quota),
        values: [value],
      })),
      ...forecast.slice(1).map(({ atMs, value }) => ({
        atMs,
        text: text.expected(Math.round(value)),
        values: [value],
      })),
    ],
  };
}

function toEndMs(quota: QuotaHealth, nowMs: number): number {
  const resetMs = Date.parse(quota.reset_at);
  return Math.min(Math.max(nowMs, resetMs), nowMs + longestForecastMs);
}

/** The samples, plus the current value if it differs from the last sample. */
function listMeasuredPoints(quota: QuotaHealth, nowMs: number): Point[] {
  const points = quota.samples.map(({ at, remaining }) => ({
    atMs: Date.parse(at),
    value: remaining,
  }));
  const changed = points.at(-1)?.value !== quota.remaining;
  return changed && !hasReset(quota, nowMs)
    ? [...points, { atMs: nowMs, value: quota.remaining }]
    : points;
}

/** A straight line from the last known value to the forecast at the reset, cut at the plot's end. */
function listForecastPoints(
  quota: QuotaHealth,
  left: readonly Point[],
  nowMs: number,
  time: Domain,
): Point[] {
  const from = left.at(-1);
  const resetMs = Date.parse(quota.reset_at);
  if (!from || hasReset(quota, nowMs) || resetMs <= from.atMs) return [];
  const forecast = Math.max(0, quota.forecast);
  const shownPart = Math.min(1, (time.to - from.atMs) / (resetMs - from.atMs));
  return [
    from,
    {
      atMs: Math.min(resetMs, time.to),
      value: from.value + (forecast - from.value) * shownPart,
    },
  ];
}

function buildLines(left: Point[], forecast: Point[]): PlotLine[] {
  const text = messages.health.quota;
  const end = forecast.at(-1);
  const lines: PlotLine[] = [{ name: text.leftName, stroke: 'solid', points: left, endText: '' }];
  if (end) {
    const endText = number(Math.round(end.value));
    lines.push({ name: text.forecastName, stroke: 'dashed', points: forecast, endText });
  }
  return lines;
}
