import { beforeEach, describe, expect, test } from 'vitest';
import { toAcquiredRow } from '../../test/support/acquired-row.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { type FinishedSpan, SyncTracer } from './sync-tracer.ts';

const key = { chatId: 'one', remoteOrigin: 'https://forge.test/acme/app', branch: 'main' };
const row = toAcquiredRow({ ...key, revision: 8, signalled: true, sinceReportedMs: 300 });
const times = { fetchMs: 400, totalMs: 500 };

let clock: FakeClock;
let spans: FinishedSpan[];
let tracer: SyncTracer;

/** A tracer of another process that sends to the same collector. */
const createTracer = () => new SyncTracer((span) => spans.push(span), clock);
const find = (name: string) => spans.find((span) => span.name === name);

beforeEach(() => {
  clock = new FakeClock();
  spans = [];
  tracer = createTracer();
});

describe('spans of a push', () => {
  test('are one trace although different replicas record them', async () => {
    tracer.signalled([{ ...key, revision: 7 }], clock.now());
    await clock.advance(1_000);
    createTracer().refreshed(row, 'refreshed', 'recorded', times);
    const signal = find('push signal');
    expect(signal?.parentId).toBeUndefined();
    expect(find('refresh')).toMatchObject({ traceId: signal?.traceId, parentId: signal?.spanId });
    expect(signal?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(signal?.spanId).toMatch(/^[0-9a-f]{16}$/);
  });

  test('divide a refresh into the call of the forge and the write', async () => {
    await clock.advance(10_000);
    tracer.refreshed(row, 'refreshed', 'recorded', times);
    const end = clock.now();
    const parentId = find('refresh')?.spanId;
    expect(find('fetch')).toMatchObject({ parentId, startedAt: end - 500, endedAt: end - 100 });
    expect(find('record')).toMatchObject({ parentId, startedAt: end - 100, endedAt: end });
    expect(find('refresh')?.attributes).toMatchObject({
      'afterpush.outcome': 'refreshed',
      'afterpush.result': 'recorded',
    });
  });

  test('end with the event that follows the write, once', async () => {
    tracer.refreshed(row, 'refreshed', 'recorded', times);
    await clock.advance(20);
    tracer.published('one', 3);
    tracer.published('one', 3);
    const events = spans.filter(({ name }) => name === 'event');
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      parentId: find('refresh')?.spanId,
      endedAt: clock.now(),
      attributes: { 'afterpush.listeners': 3 },
    });
  });
});

describe('spans of a delivery', () => {
  const delivery = { forgeId: 'forge', deliveryId: 'd-1', receivedAt: new Date(0) };
  const fed = { ...row, sinceReportedMs: 3_600_000 };
  let startedAt: number;

  beforeEach(async () => {
    delivery.receivedAt = new Date(clock.now());
    startedAt = clock.now() + 300;
    await clock.advance(500);
  });

  test('begin where it arrived, and contain the time that it took to apply it', () => {
    tracer.delivered(delivery, { due: [{ ...key, revision: 7 }], shown: [] }, startedAt);
    const endedAt = clock.now();
    expect(find('delivery')).toMatchObject({
      parentId: undefined,
      startedAt: delivery.receivedAt.getTime(),
      endedAt,
      attributes: { 'afterpush.forge': 'forge', 'afterpush.delivery': 'd-1' },
    });
    expect(find('apply')).toMatchObject({ parentId: find('delivery')?.spanId, startedAt, endedAt });
  });

  test('end with the event where the row shows at once what it reports', async () => {
    tracer.delivered(delivery, { due: [], shown: [key] }, startedAt);
    await clock.advance(20);
    tracer.published('one', 1);
    const { traceId, spanId } = find('delivery') ?? {};
    expect(find('event')).toMatchObject({ traceId, parentId: spanId });
  });

  test('contain the refresh of a row that it made due, and what the row shows already', () => {
    tracer.delivered(delivery, { due: [{ ...key, revision: 7 }], shown: [key] }, startedAt);
    tracer.published('one', 1);
    tracer.refreshed(fed, 'refreshed', 'recorded', times);
    tracer.published('one', 1);
    expect(spans.filter(({ name }) => name === 'delivery')).toHaveLength(1);
    expect(spans.filter(({ name }) => name === 'event')).toHaveLength(2);
    expect(find('refresh')?.parentId).toBe(find('delivery')?.spanId);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  test('are in one trace with the refresh of another replica', () => {
    tracer.delivered(delivery, { due: [{ ...key, revision: 7 }], shown: [] }, startedAt);
    createTracer().refreshed(fed, 'refreshed', 'recorded', times);
    expect(find('refresh')).toMatchObject({
      traceId: find('delivery')?.traceId,
      parentId: undefined,
    });
  });

  test('are not negative where the clock of the database is ahead', () => {
    delivery.receivedAt = new Date(clock.now() + 60_000);
    tracer.delivered(delivery, { due: [], shown: [key] }, startedAt);
    expect(find('delivery')).toMatchObject({ startedAt });
  });
});

test('an event that comes much later belongs to no refresh', async () => {
  tracer.refreshed(row, 'refreshed', 'recorded', times);
  await clock.advance(60_000);
  tracer.published('one', 1);
  expect(find('event')).toBeUndefined();
});

test.each([
  ['time made the row due', { signalled: false }],
  ['the push was long ago', { sinceReportedMs: 3_600_000 }],
  ['nothing was pushed', { sinceReportedMs: null }],
])('a refresh begins a trace when %s', (_name, change) => {
  tracer.refreshed({ ...row, ...change }, 'refreshed', 'recorded', times);
  expect(find('refresh')?.parentId).toBeUndefined();
});
