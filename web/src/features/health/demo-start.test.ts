import { expect, test } from 'vitest';
import { instant } from '../../testing/chats.ts';
import { makeAge, makeHealth, makeReplica } from '../../testing/health.ts';
import { findDemoStart, omitInventedPast } from './demo-start.ts';

const startedAgo = (seconds: number, samples: readonly number[]) => {
  const measured = samples.map((secondsAgo) => ({ at: instant(secondsAgo), due: 0, lag_ms: 0 }));
  return makeHealth({
    replicas: [makeReplica({ started_at: instant(seconds), samples: measured })],
  });
};

test('the demo says when it started, for as long as its plots show what was before', () => {
  expect(findDemoStart(startedAgo(600, [3_500, 660, 540]))).toBe(instant(600));
  expect(findDemoStart(startedAgo(3_601, [3_540, 60]))).toBeUndefined();
});

test('a server whose measurements begin with its start is not the demo', () => {
  expect(findDemoStart(startedAgo(600, [630, 540, 480]))).toBeUndefined();
  expect(findDemoStart(startedAgo(600, []))).toBeUndefined();
  expect(findDemoStart(makeHealth({ replicas: [] }))).toBeUndefined();
});

test('what is computed for the time before the demo is left out of the verdict', () => {
  const health = makeHealth({ data_age: [makeAge(700), makeAge(500)] });
  expect(omitInventedPast(health, instant(600)).data_age).toEqual([makeAge(500)]);
  expect(omitInventedPast(health, undefined)).toBe(health);
});
