import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import { settle } from '../../test/support/fake-clock.ts';
import { toChange, toSummary, useEventStream } from '../../test/support/http/event-stream-world.ts';
import { createGate } from '../../test/support/http/gate.ts';
import { asAdmin } from '../../test/support/http/test-world.ts';

const stream = useEventStream();

describe('a client that reconnects', () => {
  test('receives what it missed, each chat once and in its current state', async () => {
    const one = stream.world.store.add({ id: 'one' });
    stream.world.store.add({ id: 'two' });
    const first = await stream.open();
    stream.world.feed.emit(toChange('one'));
    const [seen] = await first.waitFor(1);
    await first[Symbol.asyncDispose]();
    await eventually('the end', () => stream.world.feed.subscriberCount === 1);

    stream.world.feed.emit(
      toChange('one'),
      toChange('two', 'chat_created'),
      toChange('gone', 'chat_deleted'),
    );
    stream.world.feed.emit(
      toChange('two'),
      toChange('one'),
      toChange('hers', 'diff_status_change', 'grace'),
    );
    await settle();
    one.title = 'Latest';
    const second = await stream.open(seen?.id);
    const events = await second.waitFor(3);
    // Chats are loaded at the same time: their order among each other says nothing.
    expect(events.map(toSummary)).toEqual(
      expect.arrayContaining([
        ['chat_deleted', 'gone'],
        ['chat_created', 'two'],
        ['diff_status_change', 'one'],
      ]),
    );
    const latest = events.find((event) => toSummary(event)[1] === 'one');
    expect(latest?.data).toMatchObject({ chat: { title: 'Latest' } });

    stream.world.feed.emit(toChange('two'));
    expect((await second.waitFor(4)).map(toSummary)[3]).toEqual(['diff_status_change', 'two']);
  });

  test('continues after the opening when it received no event', async () => {
    stream.world.store.add({ id: 'one' });
    const first = await stream.open();
    await eventually('the opening', () => first.text().includes('id: '));
    const id = /^id: (.*)$/m.exec(first.text())?.[1];
    await first[Symbol.asyncDispose]();
    stream.world.feed.emit(toChange('one'));
    await settle();
    const second = await stream.open(id);
    expect((await second.waitFor(1)).map(toSummary)).toEqual([['diff_status_change', 'one']]);
  });

  test('misses no change that happens while it catches up', async () => {
    stream.world.store.add({ id: 'one' });
    stream.world.store.add({ id: 'two' });
    const first = await stream.open();
    stream.world.feed.emit(toChange('one'));
    const [seen] = await first.waitFor(1);
    await first[Symbol.asyncDispose]();
    await settle();
    stream.world.feed.emit(toChange('one'));
    await settle();
    const reading = createGate();
    stream.world.store.slowness = reading.passed;
    const second = await stream.open(seen?.id);
    stream.world.feed.emit(toChange('two'));
    await settle();
    reading.open();
    expect((await second.waitFor(2)).map(toSummary)).toEqual([
      ['diff_status_change', 'one'],
      ['diff_status_change', 'two'],
    ]);
  });

  test.each(['another-7', 'nonsense', '', 'deadbeef0000-1'])(
    'S4: receives a resync when its position (%s) is unknown',
    async (id) => {
      const reader = await stream.open(id);
      expect((await reader.waitFor(1)).map(toSummary)).toEqual([['resync', null]]);
    },
  );

  test('S4: receives a resync when the change feed was interrupted', async () => {
    const first = await stream.open();
    stream.world.feed.emit(toChange('gone', 'chat_deleted'));
    const [seen] = await first.waitFor(1);
    await first[Symbol.asyncDispose]();
    stream.world.feed.emit({ kind: 'resync' });
    await settle();
    const second = await stream.open(seen?.id);
    expect((await second.waitFor(1)).map(toSummary)).toEqual([['resync', null]]);
  });

  test('receives a resync when polling is paused or goes on, also when it was away then', async () => {
    const first = await stream.open();
    stream.world.feed.emit(toChange('gone', 'chat_deleted'));
    const [seen] = await first.waitFor(1);
    stream.world.feed.emit({ kind: 'polling_change' });
    expect((await first.waitFor(2)).map(toSummary)[1]).toEqual(['resync', null]);
    const second = await stream.open(seen?.id);
    expect((await second.waitFor(1)).map(toSummary)).toEqual([['resync', null]]);
  });

  test('receives a resync when it missed too much', async () => {
    const first = await stream.open();
    stream.world.feed.emit(toChange('gone', 'chat_deleted'));
    const [seen] = await first.waitFor(1);
    await first[Symbol.asyncDispose]();
    for (let chat = 0; chat < 101; chat += 1)
      stream.world.feed.emit(toChange(`gone-${chat}`, 'chat_deleted'));
    await settle();
    const second = await stream.open(seen?.id);
    expect((await second.waitFor(1)).map(toSummary)).toEqual([['resync', null]]);
  });
});

test('S4: a broken change feed is subscribed to again, and every client receives a resync', async () => {
  const reader = await stream.open();
  stream.world.feed.breakOff(new Error('connection lost'));
  await settle();
  await stream.world.clock.advance(1_000);
  await reader.waitFor(1);
  stream.world.feed.emit(toChange('gone', 'chat_deleted'));
  expect((await reader.waitFor(2)).map(toSummary)).toEqual([
    ['resync', null],
    ['chat_deleted', 'gone'],
  ]);
});

async function countClients(): Promise<number> {
  const text = await (await fetch(`${stream.url}/metrics`, { headers: asAdmin })).text();
  return Number(/^afterpush_event_stream_clients (\d+)$/m.exec(text)?.[1]);
}

/** A connection that never reads its data until the test lets it. */
async function openSilent() {
  const { hostname, port } = new URL(stream.url);
  const socket = connect(Number(port), hostname);
  socket.pause();
  await once(socket, 'connect');
  const lines = [
    'GET /api/v1/events HTTP/1.1',
    'host: localhost',
    `authorization: ${asAdmin.authorization}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await eventually('the connection', async () => (await countClients()) === 1);
  return socket;
}

describe('a client that does not read', () => {
  const bigTitle = 'x'.repeat(400_000);

  /** More than the network takes without a reader. */
  async function fillUp() {
    stream.world.store.add({ id: 'big', title: bigTitle });
    for (let sent = 0; sent < 40; sent += 1) {
      stream.world.feed.emit(toChange('big'));
      await settle();
    }
  }

  test('misses events, and receives a resync once it reads again', async () => {
    const socket = await openSilent();
    await fillUp();
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.resume();
    await eventually('the resync', () => text.includes('event: resync'));
    const received = text.split('event: diff_status_change').length - 1;
    expect(received).toBeLessThan(40);
    expect(text.split('event: resync')).toHaveLength(2);
    socket.destroy();
  });

  test('is disconnected after a minute', async () => {
    const socket = await openSilent();
    await fillUp();
    await stream.world.clock.advance(60_000);
    expect(await countClients()).toBe(1);
    await stream.world.clock.advance(15_000);
    await eventually('the end', async () => (await countClients()) === 0);
    socket.destroy();
  });
});
