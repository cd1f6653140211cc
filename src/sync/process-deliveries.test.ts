import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import {
  createDeliveringForge,
  toDeliveryBody,
  toFacts,
} from '../../test/support/scripted-deliveries.ts';
import type { AcquiredDelivery, AppliedHint, WebhookHint } from '../domain/delivery.ts';
import { UnavailableError } from '../platform/unavailable-error.ts';
import type { HintStore } from './apply-delivery.ts';
import { DeliveryProcessor, type InboxStore } from './process-deliveries.ts';

const app = { owner: 'Acme', name: 'App' };
const fork = { owner: 'Grace', name: 'App' };
const push: WebhookHint = { kind: 'branch', repository: app, branch: 'agent/work' };
const check: WebhookHint = { kind: 'commit', repository: app, sha: 'a'.repeat(40) };
const opened: WebhookHint = {
  kind: 'pull_request',
  url: 'https://forge.test/Acme/App/pull/1',
  head: { repository: fork, branch: 'agent/work' },
  facts: toFacts(),
};

const tracked = {
  chatId: 'one',
  remoteOrigin: 'https://forge.test/Acme/App',
  branch: 'agent/work',
  revision: 3,
};

/** An inbox in memory that records its calls. */
class FakeStore implements InboxStore, HintStore {
  readonly inbox: AcquiredDelivery[] = [];
  readonly calls: [string, unknown][] = [];
  /** How many rows every hint finds. */
  rowCount = 1;
  earliestMs: number | undefined;
  outage: Error | undefined;
  failure: Error | undefined;

  add(body: Buffer, change: Partial<AcquiredDelivery> = {}): void {
    this.inbox.push({
      id: this.inbox.length + 1,
      forgeId: 'forge',
      deliveryId: `delivery ${this.inbox.length + 1}`,
      headers: {},
      body,
      attempts: 1,
      receivedAt: new Date('2026-01-01T11:59:00Z'),
      ...change,
    });
  }

  async acquireDeliveries({ limit }: { limit: number }): Promise<AcquiredDelivery[]> {
    if (this.outage) throw this.outage;
    return this.inbox.splice(0, limit);
  }

  findEarliestDelivery = async () => this.earliestMs;
  finishDelivery = async (id: number) => this.#note('finish', id);
  postponeDelivery = async (id: number, delayMs: number) => this.#note('postpone', [id, delayMs]);
  keepUnmatched = async (kept: unknown) => this.#note('keep', kept);
  recordFeedDeliveries = async (feed: unknown) => this.#note('feed', feed);
  recordPullRequestFacts = async (facts: unknown) => {
    this.#find('facts', facts);
    return [];
  };
  markBranchDue = async (mark: unknown) => this.#find('branch', mark);
  markCommitDue = async (mark: unknown) => this.#find('commit', mark);
  applyHeadChecks = async (apply: unknown) => this.#find('checks', apply);

  #find(name: string, argument: unknown): AppliedHint {
    this.#note(name, argument);
    if (this.failure) throw this.failure;
    const due = Array.from({ length: this.rowCount }, () => tracked);
    return { rowCount: this.rowCount, due, shown: [] };
  }

  #note(name: string, argument: unknown): void {
    this.calls.push([name, argument]);
  }
}

let clock: FakeClock;
let logger: RecordingLogger;
let store: FakeStore;
let processor: DeliveryProcessor;
let traced: unknown[][];
let stop: AbortController;
let running: Promise<void>;

beforeEach(() => {
  clock = new FakeClock();
  logger = new RecordingLogger();
  store = new FakeStore();
  const forge = createDeliveringForge();
  const forges = { findForge: (id: string) => (id === forge.id ? forge : undefined) };
  traced = [];
  const tracer = { delivered: (...delivered: unknown[]) => void traced.push(delivered) };
  processor = new DeliveryProcessor({ store, forges, clock, logger, tracer });
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await running;
});

const start = async () => {
  running = processor.run(stop.signal);
  await settle();
};
const names = () => store.calls.map(([name]) => name);
const find = (name: string) => store.calls.find(([called]) => called === name)?.[1];

describe('processing deliveries', () => {
  test('makes the branch of a push due, in lower case, and finishes the delivery', async () => {
    store.add(toDeliveryBody([push], app));
    await start();

    expect(store.calls).toEqual([
      [
        'feed',
        {
          forgeId: 'forge',
          repositories: [{ name: 'acme/app', id: null }],
          isAboutChecks: false,
          receivedAt: new Date('2026-01-01T11:59:00Z'),
        },
      ],
      [
        'branch',
        {
          forgeId: 'forge',
          head: { repository: 'acme/app', branch: 'agent/work' },
          url: null,
          isRoutine: false,
        },
      ],
      ['finish', 1],
    ]);
  });

  test('reports to the tracer which rows it has changed', async () => {
    store.add(toDeliveryBody([push], app));
    await start();
    const due = { kind: 'applied', due: [tracked], shown: [] };
    expect(traced).toMatchObject([[{ deliveryId: 'delivery 1' }, due, clock.now()]]);
  });

  test('stores the facts of a pull request before its row is due', async () => {
    store.add(toDeliveryBody([opened], app));
    await start();

    expect(names()).toEqual(['feed', 'facts', 'branch', 'finish']);
    const facts = { forgeId: 'forge', head: opened.head, facts: toFacts() };
    expect(find('facts')).toEqual(facts);
    expect(find('branch')).toEqual({
      forgeId: 'forge',
      head: { repository: 'grace/app', branch: 'agent/work' },
      url: 'https://forge.test/Acme/App/pull/1',
      isRoutine: false,
    });
  });

  test('marks rows as routine for a comment or a check', async () => {
    store.add(toDeliveryBody([{ ...opened, facts: null }], app));
    await start();
    expect(find('branch')).toMatchObject({ isRoutine: true });
  });

  test('finds commits by the URL prefix of the repository’s pull requests', async () => {
    store.add(toDeliveryBody([check], app));
    await start();

    expect(find('commit')).toEqual({
      forgeId: 'forge',
      repository: 'acme/app',
      sha: 'a'.repeat(40),
      pullRequestPrefix: 'https://forge.test/Acme/App/pull/',
    });
  });

  test('counts an organization webhook for the target of the pull request', async () => {
    store.add(toDeliveryBody([opened]));
    await start();
    expect(find('feed')).toMatchObject({ repositories: [{ name: 'acme/app', id: null }] });
  });

  test('finishes a ping, and records that the feed is alive', async () => {
    store.add(toDeliveryBody([], app));
    await start();
    expect(names()).toEqual(['feed', 'finish']);
  });

  test('keeps a delivery about a branch that no chat tracks yet', async () => {
    store.rowCount = 0;
    store.add(toDeliveryBody([push, opened, check], app));
    await start();

    expect(names().at(-1)).toBe('keep');
    expect(find('keep')).toEqual({
      id: 1,
      forgeId: 'forge',
      branches: [
        { repository: 'acme/app', branch: 'agent/work' },
        { repository: 'grace/app', branch: 'agent/work' },
      ],
    });
  });

  test('drops a branch name that no tracked branch can have', async () => {
    store.rowCount = 0;
    store.add(toDeliveryBody([{ ...push, branch: 'x'.repeat(1_001) }], app), { attempts: 2 });
    await start();
    expect(names()).toEqual(['feed', 'branch', 'finish']);
  });

  test('retries a commit that no row knows yet once, and then gives up', async () => {
    store.rowCount = 0;
    store.add(toDeliveryBody([check], app));
    store.add(toDeliveryBody([check], app), { attempts: 2 });
    await start();
    expect(store.calls.filter(([name]) => name === 'postpone')).toEqual([
      ['postpone', [1, 15_000]],
    ]);
    expect(names().at(-1)).toBe('finish');
  });

  test('retries a failed delivery with growing delays, and gives up after five attempts', async () => {
    store.failure = new Error('deadlock detected');
    for (const attempts of [1, 2, 3, 4, 5]) store.add(toDeliveryBody([push]), { attempts });
    await start();

    expect(store.calls.filter(([name]) => name === 'postpone' || name === 'finish')).toEqual([
      ['postpone', [1, 2_000]],
      ['postpone', [2, 8_000]],
      ['postpone', [3, 32_000]],
      ['postpone', [4, 128_000]],
      ['finish', 5],
    ]);
    expect(logger.lines.at(-1)).toMatchObject({
      level: 'error',
      fields: { deliveryId: 'delivery 5' },
    });
  });

  test.each([
    ['is nonsense', toDeliveryBody([]).subarray(1), {}],
    ['has ended the process before', toDeliveryBody([push]), { attempts: 6 }],
    ['is of a forge that is gone', toDeliveryBody([push]), { forgeId: 'gone' }],
  ])('goes on after a delivery that %s', async (_name, body, change) => {
    store.add(body, change);
    store.add(toDeliveryBody([push]));
    await start();
    expect(store.calls.at(-1)).toEqual(['finish', 2]);
  });

  test('wakes up for a notification, and at a tick without one', async () => {
    await start();
    store.add(toDeliveryBody([push]));
    processor.wake();
    await settle();
    expect(store.calls.at(-1)).toEqual(['finish', 1]);

    store.add(toDeliveryBody([push]), { id: 9 });
    await clock.advance(10_000);
    expect(store.calls.at(-1)).toEqual(['finish', 9]);
  });

  test('continues after a database outage', async () => {
    store.outage = new Error('connection refused');
    store.add(toDeliveryBody([push]));
    await start();
    await clock.advance(60_000);
    expect(store.calls).toEqual([]);

    store.outage = undefined;
    await clock.advance(10_000);
    expect(store.calls.at(-1)).toEqual(['finish', 1]);
  });

  test('applies what it has acquired before an outage as soon as the database is back', async () => {
    for (const id of [1, 2, 3]) store.add(toDeliveryBody([push]), { id, attempts: 5 });
    store.failure = new UnavailableError('connection refused');
    await start();
    expect(names()).not.toContain('finish');

    store.failure = undefined;
    processor.wake();
    await settle();

    expect(store.calls.filter(([name]) => name === 'finish')).toEqual([
      ['finish', 1],
      ['finish', 2],
      ['finish', 3],
    ]);
    expect(names()).not.toContain('postpone');
  });

  test('leaves what it has acquired before a long outage to the replica that acquires it next', async () => {
    store.add(toDeliveryBody([push]));
    store.failure = new UnavailableError('connection refused');
    await start();
    await clock.advance(60_000);
    store.failure = undefined;
    await clock.advance(10_000);
    expect(names()).not.toContain('finish');
  });

  test('S3: hands back deliveries that it has not started when it stops', async () => {
    store.add(toDeliveryBody([push]));
    store.add(toDeliveryBody([push]));
    store.markBranchDue = async (): Promise<AppliedHint> => {
      stop.abort();
      return { rowCount: 1, due: [], shown: [] };
    };
    await start();
    expect(store.calls.slice(-2)).toEqual([
      ['finish', 1],
      ['postpone', [2, 0]],
    ]);
  });
});
