import { expect, test } from 'vitest';
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

const say = (health: ReturnType<typeof makeHealth>) =>
  listConcerns(health, now).map((concern) => formatConcern(concern, () => 'GitHub', now).title);

test('a healthy server has nothing to say', () => {
  expect(say(makeHealth())).toEqual([]);
});

test('a server that has measured nothing yet is not called ill', () => {
  expect(say(makeHealth({ data_age: [], replicas: [], forges: [] }))).toEqual([]);
});

test('a pause is said with its end, and stands for the quota that caused it', () => {
  const quotas = [makeQuota({ remaining: 0, forecast: 0 })];
  const paused = makeForgeHealth({ paused_until: instant(-420), quotas });
  expect(say(makeHealth({ forges: [paused] }))).toEqual(['GitHub is paused until 14:05']);
});

test('a pause that is over is no concern', () => {
  expect(say(makeHealth({ forges: [makeForgeHealth({ paused_until: instant(1) })] }))).toEqual([]);
});

test('a quota that will not last is told before it is used up', () => {
  const forgeWith = (remaining: number, forecast: number) =>
    makeHealth({ forges: [makeForgeHealth({ quotas: [makeQuota({ remaining, forecast })] })] });
  expect(say(forgeWith(2_500, 0))).toEqual([
    'GitHub: core is being spent faster than it lasts until 14:18',
  ]);
  expect(say(forgeWith(900, 0))).toEqual([
    'GitHub: only the share of your own tools is left of core until 14:18',
  ]);
  expect(say(forgeWith(0, 0))).toEqual(['GitHub: nothing is left of core until 14:18']);
});

test('a window that is over is not used up', () => {
  const quotas = [makeQuota({ remaining: 0, forecast: 0, reset_at: instant(1) })];
  expect(say(makeHealth({ forges: [makeForgeHealth({ quotas })] }))).toEqual([]);
});

test('a replica that fell silent is named, and all of them together differently', () => {
  const dead = makeReplica({ id: 'replica-2', host: 'beta', seen_at: instant(600) });
  expect(say(makeHealth({ replicas: [makeReplica(), dead] }))).toEqual([
    'beta was last seen 10 min ago',
  ]);
  expect(say(makeHealth({ replicas: [dead] }))).toEqual([
    'No replica has been seen lately, so nothing is being read',
  ]);
});

test('a replica that was started again on its host is not missed', () => {
  const crashed = makeReplica({ id: 'replica-0', seen_at: instant(900) });
  const again = makeReplica({ started_at: instant(890) });
  expect(say(makeHealth({ replicas: [crashed, again] }))).toEqual([]);
});

test('a queue that lags and data that is old are told in numbers', () => {
  const replicas = [makeReplica({ samples: [{ at: instant(5), due: 40, lag_ms: 150_000 }] })];
  const data_age = [makeAge(0, { p95_ms: 20 * 60_000 })];
  expect(say(makeHealth({ replicas, data_age }))).toEqual([
    'Branches wait 2 min to be looked at',
    '1 in 20 open pull requests was last read more than 20 min ago',
  ]);
});

test('what was measured long ago says nothing of now', () => {
  const replicas = [makeReplica({ samples: [{ at: instant(3_000), due: 40, lag_ms: 150_000 }] })];
  expect(say(makeHealth({ replicas }))).toEqual([]);
});

test('a missing token comes before silent feeds', () => {
  const forges = [
    makeForgeHealth({ feeds: { live: 0, silent: 2, never: 0, last_delivery_at: null } }),
    makeForgeHealth({ id: 'gitlab', token_linked: false, quotas: [] }),
  ];
  expect(listConcerns(makeHealth({ forges }), now).map(({ kind }) => kind)).toEqual([
    'no_token',
    'silent',
  ]);
});
