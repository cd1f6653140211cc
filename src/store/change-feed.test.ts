import { beforeEach, describe, expect, test } from 'vitest';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { type Change, ChangeFeed, parseChanges } from './change-feed.ts';
import { CollapsingQueue } from './collapsing-queue.ts';
import type { ListenEvent } from './database.ts';

let events: CollapsingQueue<ListenEvent>;
let logger: RecordingLogger;
let feed: ChangeFeed;
let running: Promise<void>;

beforeEach(() => {
  events = new CollapsingQueue<ListenEvent>(10_000, 'connected');
  logger = new RecordingLogger();
  feed = new ChangeFeed({ listen: () => events }, logger);
  running = feed.run(new AbortController().signal);
});

const notify = (change: object) =>
  events.push({ channel: 'afterpush', payload: JSON.stringify(change) });

async function readUntilEnd(changes: AsyncIterable<Change>): Promise<Change[]> {
  const read: Change[] = [];
  for await (const change of changes) read.push(change);
  return read;
}

async function readNext(changes: AsyncIterable<Change>): Promise<Change | undefined> {
  return (await changes[Symbol.asyncIterator]().next()).value;
}

describe('the change feed', () => {
  test('passes a change to every subscriber', async () => {
    const subscriptions = [feed.subscribe(), feed.subscribe()];

    notify({ kind: 'chat_created', chat_id: 'c1', owner_id: 'ada' });

    for (const subscription of subscriptions) {
      expect(await readNext(subscription)).toEqual({
        kind: 'chat_created',
        chatId: 'c1',
        ownerId: 'ada',
      });
    }
  });

  test('S4: makes subscribers resync after every reconnect', async () => {
    const subscription = feed.subscribe();
    events.push('connected');
    expect(await readNext(subscription)).toEqual({ kind: 'resync' });
    expect(feed.connected).toBe(true);

    events.push('disconnected');
    events.push('connected');

    expect(await readNext(subscription)).toEqual({ kind: 'resync' });
  });

  test('is not connected while its listener is disconnected', async () => {
    const subscription = feed.subscribe();
    events.push('connected');
    events.push('disconnected');
    notify({ kind: 'due' });
    await readNext(subscription);
    await readNext(subscription);

    expect(feed.connected).toBe(false);
  });

  test('makes a subscriber that fell behind resync once, and drops its queue', async () => {
    const slow = feed.subscribe();
    const quick = feed.subscribe();
    for (let index = 0; index <= 1_000; index += 1) notify({ kind: 'due', forge_id: `${index}` });
    for (let index = 0; index <= 1_000; index += 1) await readNext(quick);

    expect(await readNext(slow)).toEqual({ kind: 'resync' });
  });

  test('ignores and logs a payload that it cannot parse', async () => {
    const subscription = feed.subscribe();

    events.push({ channel: 'afterpush', payload: 'not JSON' });
    notify({ kind: 'due', forge_id: null });

    expect(await readNext(subscription)).toEqual({ kind: 'due', forgeId: null });
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { payload: 'not JSON' } }]);
  });

  test('ends every subscription when it stops', async () => {
    const reading = readUntilEnd(feed.subscribe());

    events.close();
    await running;

    expect(await reading).toEqual([]);
    expect(feed.connected).toBe(false);
  });

  test('passes nothing to a disposed subscription', async () => {
    const subscription = feed.subscribe();
    subscription[Symbol.dispose]();

    notify({ kind: 'due' });

    expect(await readUntilEnd(subscription)).toEqual([]);
  });
});

describe('a payload', () => {
  test.each([
    ['{"kind":"due","forge_id":"github"}', [{ kind: 'due', forgeId: 'github' }]],
    ['{"kind":"polling_change"}', [{ kind: 'polling_change' }]],
    ['{"kind":"due"}', [{ kind: 'due', forgeId: null }]],
    [
      '{"kind":"chat_deleted","chat_id":"c","public_id":"p","owner_id":"o"}',
      [{ kind: 'chat_deleted', chatId: 'c', publicId: 'p', ownerId: 'o' }],
    ],
    [
      '{"kind":"chat_deleted","chat_id":"c","owner_id":"o"}',
      [{ kind: 'chat_deleted', chatId: 'c', publicId: 'c', ownerId: 'o' }],
    ],
    [
      '{"kind":"comment_change","chat_id":"c","owner_id":"o","comment_id":"m"}',
      [{ kind: 'comment_change', chatId: 'c', ownerId: 'o', commentId: 'm' }],
    ],
    ['{"kind":"diff_status_change","chat_id":"c"}', []],
    [
      '{"kind":"diff_status_change","chat_ids":["c","d",1],"owner_id":"o"}',
      [
        { kind: 'diff_status_change', chatId: 'c', ownerId: 'o' },
        { kind: 'diff_status_change', chatId: 'd', ownerId: 'o' },
      ],
    ],
    [
      '{"kind":"diff_status_change","chat_id":"c","owner_id":"o"}',
      [{ kind: 'diff_status_change', chatId: 'c', ownerId: 'o' }],
    ],
    ['{"kind":"diff_status_change","chat_ids":["c"]}', []],
    ['{"kind":"comment_change","chat_id":"c","owner_id":"o"}', []],
    ['{"kind":"of a newer version"}', []],
    ['null', []],
    ['', []],
  ])('%s is parsed as %o', (payload, changes) => {
    expect(parseChanges(payload)).toEqual(changes);
  });
});
