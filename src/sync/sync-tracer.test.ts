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
