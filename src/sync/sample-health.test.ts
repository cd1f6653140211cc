import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { Polling } from './polling.ts';
import { HealthSampler, type HealthStore } from './sample-health.ts';

const second = 1_000;
const minute = 60 * second;

class MemoryHealthStore implements HealthStore {
  readonly replicas: Parameters<HealthStore['recordReplica']>[0][] = [];
  readonly deletedIds: string[] = [];
  dataAges = 0;
  deletions = 0;
  due = 0;
  outage: Error | undefined;

  async recordReplica(replica: Parameters<HealthStore['recordReplica']>[0]): Promise<number> {
    if (this.outage) throw this.outage;
    this.replicas.push(replica);
    return this.due;
  }

  async recordDataAge(): Promise<void> {
    this.dataAges += 1;
  }

  async deleteOldSamples(): Promise<void> {
    this.deletions += 1;
  }

  async deleteReplica(id: string): Promise<void> {
    if (this.outage) throw this.outage;
    this.deletedIds.push(id);
  }
}

let clock: FakeClock;
let store: MemoryHealthStore;
let logger: RecordingLogger;
let controller: AbortController;
let ended: Promise<void>;
let polling: Polling;

beforeEach(async () => {
  clock = new FakeClock();
  store = new MemoryHealthStore();
  logger = new RecordingLogger();
  controller = new AbortController();
  polling = new Polling(1);
  const replica = { host: 'laptop', version: '1.2.3', polling, listForgeIds: () => ['forge', ''] };
  ended = new HealthSampler({ store, ...replica, clock, logger }).run(controller.signal);
  await settle();
});

describe('sampling health', () => {
  test('samples at the start under one id, with the uptime of the process', async () => {
    await clock.advance(minute);

    const [first, second] = store.replicas;
    expect(first).toMatchObject({
      host: 'laptop',
      version: '1.2.3',
      elapsedMs: 0,
      forgeIds: ['forge', ''],
    });
    expect(second).toEqual({ ...first, elapsedMs: minute });
  });

  test('samples every minute while nothing is due, and every 30 s otherwise', async () => {
    await clock.advance(59 * second);
    expect(store.replicas).toHaveLength(1);

    store.due = 3;
    await clock.advance(second);
    await clock.advance(30 * second);

    expect(store.replicas).toHaveLength(3);
    expect(store.dataAges).toBe(3);
  });

  test('deletes old samples every ten minutes', async () => {
    expect(store.deletions).toBe(1);
    await clock.advance(9 * minute);
    expect(store.deletions).toBe(1);
    await clock.advance(minute);
    expect(store.deletions).toBe(2);
  });

  test('logs an outage and continues after it', async () => {
    store.outage = new Error('the database is away');
    await clock.advance(minute);
    store.outage = undefined;
    await clock.advance(minute);

    expect(store.replicas).toHaveLength(2);
    expect(logger.lines).toMatchObject([{ level: 'warn', message: 'failed to sample health' }]);
  });

  test('signs the replica off when it stops', async () => {
    controller.abort();
    await ended;
    expect(store.deletedIds).toEqual([store.replicas[0]?.id]);
  });

  test('stops although signing off fails', async () => {
    store.outage = new Error('the database is away');
    controller.abort();
    await ended;
    expect(logger.lines).toHaveLength(1);
  });
});
