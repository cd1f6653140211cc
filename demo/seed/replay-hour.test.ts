import { expect, test } from 'vitest';
import { replayHour } from './replay-hour.ts';

const endsAt = new Date('2026-01-10T12:00:05Z');
const checkEveryMs = 15_000;
const before = (ms: number) => new Date(endsAt.getTime() - ms);
const minute = 60_000;

test('an hour with one pull request has a measurement at the start of each whole minute', () => {
  const minutes = replayHour({
    pullRequests: [{ changedAt: [before(180 * minute)] }],
    endsAt,
    checkEveryMs,
  });
  expect(minutes).toHaveLength(59);
  // Checked at 5, 20, 35 and 50 seconds of each minute.
  expect(minutes[0]).toEqual({
    at: new Date('2026-01-10T11:01:00Z'),
    rows: 1,
    p50Ms: 10_000,
    p95Ms: 10_000,
    requests: 3,
  });
  expect(minutes.at(-1)).toMatchObject({ at: new Date('2026-01-10T11:59:00Z'), requests: 235 });
});

test('a pull request counts from when it was opened, and a change of it is read at once', () => {
  const minutes = replayHour({
    pullRequests: [
      { changedAt: [before(180 * minute)] },
      { changedAt: [new Date('2026-01-10T11:29:58Z'), new Date('2026-01-10T11:44:57Z')] },
    ],
    endsAt,
    checkEveryMs,
  });
  const at = (clock: string) => {
    return minutes.find((each) => each.at.toISOString() === `2026-01-10T${clock}:00.000Z`);
  };
  expect(at('11:29')).toMatchObject({ rows: 1, requests: 115 });
  expect(at('11:30')).toMatchObject({ rows: 2, p50Ms: 2_000, p95Ms: 10_000, requests: 120 });
  // The second one is checked 7.5 seconds after the first one.
  expect(at('11:31')).toMatchObject({ rows: 2, p50Ms: 2_500, p95Ms: 10_000, requests: 124 });
  expect(at('11:45')).toMatchObject({ rows: 2, p50Ms: 2_500, requests: 181 });
});

test('nothing is measured before the first pull request was opened', () => {
  const minutes = replayHour({
    pullRequests: [{ changedAt: [new Date('2026-01-10T11:50:30Z')] }],
    endsAt,
    checkEveryMs,
  });
  expect(minutes[0]?.at).toEqual(new Date('2026-01-10T11:51:00Z'));
});
