import { describe, expect, test } from 'vitest';
import { instant, now } from '../../testing/chats.ts';
import {
  makeAge,
  makeForgeHealth,
  makeHealth,
  makeQuota,
  makeReplica,
} from '../../testing/health.ts';
import { listConcerns } from './concerns.ts';
import { formatConcern } from './health-summary.tsx';

const listTitles = (health: ReturnType<typeof makeHealth>) =>
  listConcerns(health, now).map((concern) => formatConcern(concern, () => 'GitHub', now).title);

test('reports nothing when all is well', () => {
  expect(listTitles(makeHealth())).toEqual([]);
});

test('reports nothing when nothing has been measured yet', () => {
  expect(listTitles(makeHealth({ data_age: [], replicas: [], forges: [] }))).toEqual([]);
});

test.each([
  ['unavailable', 'GitHub has not responded since 13:57'],
  ['timed_out', 'GitHub has responded too slowly since 13:57'],
  ['malformed', 'GitHub has sent unreadable responses since 13:57'],
] as const)('reports a failing forge, and what is tried: %s', (kind, title) => {
  const trouble = {
    kind,
    since: instant(60),
    branches: 12,
    message: 'answered 503',
    next_check_at: instant(-14),
  };
  const health = makeHealth({ forges: [makeForgeHealth({ trouble })] });
  expect(listTitles(health)).toEqual([title]);
  const [concern] = listConcerns(health, now);
  expect(concern && formatConcern(concern, () => 'GitHub', now).advice).toMatch(
    /^12 branches could not be checked\. Afterpush keeps trying, next in 14 s;/,
  );
});

describe('while polling is paused', () => {
  const polling = { factor: 1, paused: true, paused_at: instant(420) };

  test('old data is no concern', () => {
    const age = makeAge(0, { p95_ms: 40 * 60_000 });
    expect(listTitles(makeHealth({ data_age: [age] }))).toHaveLength(1);
    expect(listTitles(makeHealth({ data_age: [age], polling }))).toEqual([]);
  });

  test('nothing is said to be tried again or polled', () => {
    const trouble = {
      kind: 'unavailable',
      since: instant(60),
      branches: 1,
      message: '',
      next_check_at: null,
    } as const;
    const feeds = { live: 0, waiting: 0, silent: 1, never: 0, last_delivery_at: null };
    const quotas = [makeQuota({ forecast: 0 })];
    const health = makeHealth({ forges: [makeForgeHealth({ trouble, feeds, quotas })], polling });
    const advice = listConcerns(health, now).map(
      (concern) => formatConcern(concern, () => 'GitHub', now, true).advice,
    );
    expect(advice).toHaveLength(3);
    for (const each of advice) {
      expect(each).toContain('Polling is paused');
      expect(each).not.toMatch(/keeps trying|polled instead|polls less/);
    }
  });
});

test('reports a pause instead of the quota that caused it', () => {
  const quotas = [makeQuota({ remaining: 0, forecast: 0 })];
  const paused = makeForgeHealth({ paused_until: instant(-420), quotas });
  expect(listTitles(makeHealth({ forges: [paused] }))).toEqual(['GitHub is paused until 14:05']);
});

test('ignores a pause that is over', () => {
  expect(
    listTitles(makeHealth({ forges: [makeForgeHealth({ paused_until: instant(1) })] })),
  ).toEqual([]);
});

test('warns about a quota before it is used up', () => {
  const forgeWith = (remaining: number, forecast: number) =>
    makeHealth({ forges: [makeForgeHealth({ quotas: [makeQuota({ remaining, forecast })] })] });
  expect(listTitles(forgeWith(2_500, 0))).toEqual([
    'GitHub: the REST requests will run out before they reset at 14:18',
  ]);
  expect(listTitles(forgeWith(900, 0))).toEqual([
    'GitHub: only the part reserved for your own tools is left of the REST requests until 14:18',
  ]);
  expect(listTitles(forgeWith(0, 0))).toEqual([
    'GitHub: nothing is left of the REST requests until 14:18',
  ]);
});

test('does not report a quota as used up after its reset', () => {
  const quotas = [makeQuota({ remaining: 0, forecast: 0, reset_at: instant(1) })];
  expect(listTitles(makeHealth({ forges: [makeForgeHealth({ quotas })] }))).toEqual([]);
});

test('names a missing replica, and reports it differently when all are missing', () => {
  const dead = makeReplica({ id: 'replica-2', host: 'beta', seen_at: instant(600) });
  expect(listTitles(makeHealth({ replicas: [makeReplica(), dead] }))).toEqual([
    'beta was last seen 10 min ago',
  ]);
  expect(listTitles(makeHealth({ replicas: [dead] }))).toEqual([
    'No replica was seen recently, so nothing is being checked',
  ]);
});

test('ignores a crashed replica that was restarted on the same host', () => {
  const crashed = makeReplica({ id: 'replica-0', seen_at: instant(900) });
  const again = makeReplica({ started_at: instant(890) });
  expect(listTitles(makeHealth({ replicas: [crashed, again] }))).toEqual([]);
});

test('reports a slow queue and old data with their durations', () => {
  const replicas = [makeReplica({ samples: [{ at: instant(5), due: 40, lag_ms: 150_000 }] })];
  const data_age = [makeAge(0, { p95_ms: 20 * 60_000 })];
  expect(listTitles(makeHealth({ replicas, data_age }))).toEqual([
    'Branches wait 2 min to be checked',
    '5% of open pull requests were last checked more than 20 min ago',
  ]);
});

test('ignores old measurements', () => {
  const replicas = [makeReplica({ samples: [{ at: instant(3_000), due: 40, lag_ms: 150_000 }] })];
  expect(listTitles(makeHealth({ replicas }))).toEqual([]);
});

test('lists a missing token before silent webhooks', () => {
  const forges = [
    makeForgeHealth({
      feeds: { live: 0, waiting: 0, silent: 2, never: 0, last_delivery_at: null },
    }),
    makeForgeHealth({ id: 'gitlab', token_linked: false, quotas: [] }),
  ];
  expect(listConcerns(makeHealth({ forges }), now).map(({ kind }) => kind)).toEqual([
    'no_token',
    'silent',
  ]);
});
