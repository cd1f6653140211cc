import { expect, test } from 'vitest';
import { findGrowth, formatGrowth, type Sample } from './growth.ts';

function makeSample(megabytes: number, rows = 10, connections = 20): Sample {
  return {
    replicas: { 'replica 1': { pid: 1, megabytes, handles: 40 } },
    connections,
    tables: {
      chats: { rows, kilobytes: 64 },
      tracked_branch_events: { rows: rows * 100, kilobytes: 64 },
    },
  };
}

const run = (toSample: (index: number) => Sample) =>
  Array.from({ length: 12 }, (_, at) => toSample(at));

test('a run that uses the same all the time has grown nowhere, although its logs are longer', () => {
  expect(findGrowth(run((index) => makeSample(150 + (index % 3) * 20, 10 + index)))).toEqual([]);
});

test('what is larger at the end by more than half is named', () => {
  expect(findGrowth(run((index) => makeSample(150 + index * 40, 10 + index * 100)))).toEqual(
    ['memory of replica 1 grew from 350 to 550', 'rows of chats grew from 510 to 1010'].map(
      (text) => expect.stringContaining(text.slice(0, 20)),
    ),
  );
  expect(findGrowth(run((index) => makeSample(150, 10, 10 + index * 10)))).toMatchObject([
    expect.stringContaining('connections grew'),
  ]);
});

test('a few samples say nothing', () => {
  expect(findGrowth([makeSample(1), makeSample(10_000)])).toEqual([]);
});

test('the table shows start and end of everything', () => {
  const text = formatGrowth(makeSample(150), makeSample(160, 11));
  expect(text).toMatch(/replica 1 +150 MB, 40 fd +160 MB, 40 fd/);
  expect(text).toMatch(/chats +10, 64 kB +11, 64 kB/);
});
