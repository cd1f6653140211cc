import type { QuotaHealth } from '../../../../src/contract/health.ts';
import { messages } from '../../text/messages.ts';
import { number } from '../../text/numbers.ts';
import { isWithin, type Plot, type PlotLine, type Point, toLastHour } from './plot.ts';
import { type Domain, toCountTop } from './plot-scale.ts';

const furthestAheadMs = 3_600_000;

/** What was left over the last hour, and what is expected until the quota is filled again. */
export function toQuotaPlot(quota: QuotaHealth, nowMs: number): Plot {
  const time = { ...toLastHour(nowMs), to: toEndMs(quota, nowMs) };
  const left = toLeftPoints(quota, nowMs).filter((point) => isWithin(point, time));
  const ahead = toForecastPoints(quota, left, nowMs, time);
  const top = toCountTop(Math.max(quota.quota, ...left.map(({ value }) => value)));
  const say = messages.health.quota;
  return {
    time,
    top,
    valueTicks: [0, top / 2, top].map((value) => ({ value, words: number(value) })),
    lines: toLines(left, ahead),
    band:
      quota.reserved > 0
        ? { upTo: quota.reserved, words: say.reserved(quota.reserved) }
        : undefined,
    stops: [
      ...left.map(({ atMs, value }) => ({
        atMs,
        words: say.left(value, quota.quota),
        values: [value],
      })),
      ...ahead.slice(1).map(({ atMs, value }) => ({
        atMs,
        words: say.expected(Math.round(value)),
        values: [value],
      })),
    ],
  };
}

/** A window that is over has nothing to forecast. */
export function isRefilled(quota: QuotaHealth, nowMs: number): boolean {
  return Date.parse(quota.reset_at) <= nowMs;
}

function toEndMs(quota: QuotaHealth, nowMs: number): number {
  const resetMs = Date.parse(quota.reset_at);
  return Math.min(Math.max(nowMs, resetMs), nowMs + furthestAheadMs);
}

/** The samples, and what is known now when it is newer than the last of them. */
function toLeftPoints(quota: QuotaHealth, nowMs: number): Point[] {
  const points = quota.samples.map(({ at, remaining }) => ({
    atMs: Date.parse(at),
    value: remaining,
  }));
  const isNews = points.at(-1)?.value !== quota.remaining;
  return isNews && !isRefilled(quota, nowMs)
    ? [...points, { atMs: nowMs, value: quota.remaining }]
    : points;
}

/** From what is known last straight to what will be left, cut at the end of the plot. */
function toForecastPoints(
  quota: QuotaHealth,
  left: readonly Point[],
  nowMs: number,
  time: Domain,
): Point[] {
  const from = left.at(-1);
  const resetMs = Date.parse(quota.reset_at);
  if (!from || isRefilled(quota, nowMs) || resetMs <= from.atMs) return [];
  const forecast = Math.max(0, quota.forecast);
  const way = Math.min(1, (time.to - from.atMs) / (resetMs - from.atMs));
  return [
    from,
    { atMs: Math.min(resetMs, time.to), value: from.value + (forecast - from.value) * way },
  ];
}

function toLines(left: Point[], ahead: Point[]): PlotLine[] {
  const say = messages.health.quota;
  const end = ahead.at(-1);
  const lines: PlotLine[] = [{ name: say.leftName, stroke: 'solid', points: left, endText: '' }];
  if (end) {
    const endText = number(Math.round(end.value));
    lines.push({ name: say.forecastName, stroke: 'dashed', points: ahead, endText });
  }
  return lines;
}
