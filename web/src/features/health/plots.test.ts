import { expect, test } from 'vitest';
import { instant, now } from '../../testing/chats.ts';
import { makeAge, makeQuota, makeReplica } from '../../testing/health.ts';
import { toAgePlot } from './data-age.tsx';
import { toQuotaPlot } from './quota-plot.ts';
import { toLagPlot, toLagTop } from './replica-health.tsx';

const minuteMs = 60_000;

test('a quota is drawn up to now, and dashed from there to where it is filled again', () => {
  const plot = toQuotaPlot(makeQuota(), now);
  expect(plot.lines.map(({ stroke }) => stroke)).toEqual(['solid', 'dashed']);
  expect(plot.lines[1]?.points).toEqual([
    { atMs: now, value: 4_000 },
    { atMs: now + 20 * minuteMs, value: 3_600 },
  ]);
  expect(plot.time.to).toBe(now + 20 * minuteMs);
  expect(plot.band).toEqual({ upTo: 2_000, words: '2,000 kept for your own tools' });
  expect(plot.stops.map(({ words }) => words)).toEqual([
    '4,200 of 5,000 left',
    '4,100 of 5,000 left',
    '4,000 of 5,000 left',
    '3,600 expected to be left',
  ]);
});

test('a quota without history is one point, now', () => {
  const plot = toQuotaPlot(makeQuota({ samples: [] }), now);
  expect(plot.lines[0]?.points).toEqual([{ atMs: now, value: 4_000 }]);
});

test('a quota that is filled again tomorrow is forecast for an hour, on its way there', () => {
  const quota = makeQuota({ reset_at: instant(-2 * 3_600), forecast: 0 });
  const plot = toQuotaPlot(quota, now);
  expect(plot.time.to).toBe(now + 60 * minuteMs);
  expect(plot.lines[1]?.points[1]).toEqual({ atMs: now + 60 * minuteMs, value: 2_000 });
});

test('a window that is over has no forecast and claims nothing of now', () => {
  const plot = toQuotaPlot(makeQuota({ reset_at: instant(10), remaining: 1 }), now);
  expect(plot.lines).toHaveLength(1);
  expect(plot.time.to).toBe(now);
  expect(plot.lines[0]?.points.at(-1)?.value).toBe(4_000);
});

test('what is older than an hour is not squeezed onto the edge', () => {
  const samples = [
    { at: instant(4_000), remaining: 5_000 },
    { at: instant(0), remaining: 4_000 },
  ];
  expect(toQuotaPlot(makeQuota({ samples }), now).lines[0]?.points).toHaveLength(1);
});

test('a forecast below nothing is drawn as nothing', () => {
  const plot = toQuotaPlot(makeQuota({ forecast: -300 }), now);
  expect(plot.lines[1]?.points[1]?.value).toBe(0);
});

test('ages are two lines that differ without colour', () => {
  const plot = toAgePlot([makeAge(60), makeAge(0)], now);
  expect(plot.lines.map(({ name, stroke, endText }) => [name, stroke, endText])).toEqual([
    ['19 of 20', 'dotted', '1 min'],
    ['half', 'solid', '12 s'],
  ]);
  expect(plot.top).toBe(120_000);
});

test('an age of no rows is said and not drawn', () => {
  const plot = toAgePlot([makeAge(0, { rows: 0, p50_ms: 0, p95_ms: 0 })], now);
  expect(plot.lines[0]?.points).toEqual([]);
  expect(plot.stops.map(({ words }) => words)).toEqual(['no open pull request to measure']);
});

test('replicas share one axis', () => {
  const slow = makeReplica({ samples: [{ at: instant(5), due: 4, lag_ms: 45_000 }] });
  const top = toLagTop([makeReplica(), slow]);
  expect(top).toBe(60_000);
  expect(toLagPlot(makeReplica(), top, now).top).toBe(60_000);
  expect(toLagPlot(slow, top, now).stops[0]?.words).toBe('4 due, the longest for 45 s');
});
