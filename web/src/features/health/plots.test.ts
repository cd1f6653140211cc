import { expect, test } from 'vitest';
import { instant, now } from '../../testing/chats.ts';
import { makeAge, makeQuota, makeReplica } from '../../testing/health.ts';
import { buildAgePlot } from './data-age.tsx';
import { buildQuotaPlot } from './quota-plot.ts';
import { buildLagPlot, pickLagMaximum } from './replica-health.tsx';

const minuteMs = 60_000;

test('draws a quota up to now, and a dashed forecast up to the reset', () => {
  const plot = buildQuotaPlot(makeQuota(), now);
  expect(plot.lines.map(({ stroke }) => stroke)).toEqual(['solid', 'dashed']);
  expect(plot.lines[1]?.points).toEqual([
    { atMs: now, value: 4_000 },
    { atMs: now + 20 * minuteMs, value: 3_600 },
  ]);
  expect(plot.time.to).toBe(now + 20 * minuteMs);
  expect(plot.band).toEqual({ upTo: 2_000, text: '2,000 reserved for your own tools' });
  expect(plot.stops.map(({ text }) => text)).toEqual([
    '4,200 of 5,000 left',
    '4,100 of 5,000 left',
    '4,000 of 5,000 left',
    'forecast: 3,600 left',
  ]);
});

test('draws a quota without history as one point', () => {
  const plot = buildQuotaPlot(makeQuota({ samples: [] }), now);
  expect(plot.lines[0]?.points).toEqual([{ atMs: now, value: 4_000 }]);
});

test('cuts the forecast after an hour when the reset is further away', () => {
  const quota = makeQuota({ reset_at: instant(-2 * 3_600), forecast: 0 });
  const plot = buildQuotaPlot(quota, now);
  expect(plot.time.to).toBe(now + 60 * minuteMs);
  expect(plot.lines[1]?.points[1]).toEqual({ atMs: now + 60 * minuteMs, value: 2_000 });
});

test('draws neither a forecast nor a current value after the reset', () => {
  const plot = buildQuotaPlot(makeQuota({ reset_at: instant(10), remaining: 1 }), now);
  expect(plot.lines).toHaveLength(1);
  expect(plot.time.to).toBe(now);
  expect(plot.lines[0]?.points.at(-1)?.value).toBe(4_000);
});

test('leaves out samples older than an hour', () => {
  const samples = [
    { at: instant(4_000), remaining: 5_000 },
    { at: instant(0), remaining: 4_000 },
  ];
  expect(buildQuotaPlot(makeQuota({ samples }), now).lines[0]?.points).toHaveLength(1);
});

test('draws a negative forecast as zero', () => {
  const plot = buildQuotaPlot(makeQuota({ forecast: -300 }), now);
  expect(plot.lines[1]?.points[1]?.value).toBe(0);
});

test('draws ages as two lines that differ in stroke', () => {
  const plot = buildAgePlot([makeAge(60), makeAge(0)], now);
  expect(plot.lines.map(({ name, stroke, endText }) => [name, stroke, endText])).toEqual([
    ['95%', 'dotted', '1 min'],
    ['median', 'solid', '12 s'],
  ]);
  expect(plot.maximum).toBe(120_000);
});

test('reports a sample without rows as text but does not draw it', () => {
  const plot = buildAgePlot([makeAge(0, { rows: 0, p50_ms: 0, p95_ms: 0 })], now);
  expect(plot.lines[0]?.points).toEqual([]);
  expect(plot.stops.map(({ text }) => text)).toEqual(['no open pull requests']);
});

test('uses the same axis for all replicas', () => {
  const slow = makeReplica({ samples: [{ at: instant(5), due: 4, lag_ms: 45_000 }] });
  const maximum = pickLagMaximum([makeReplica(), slow]);
  expect(maximum).toBe(60_000);
  expect(buildLagPlot(makeReplica(), maximum, now).maximum).toBe(60_000);
  expect(buildLagPlot(slow, maximum, now).stops[0]?.text).toBe('4 due, the longest for 45 s');
});
