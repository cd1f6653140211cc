import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import { settle } from '../../test/support/fake-clock.ts';
import { createHttpServer, type HttpServer } from './server.ts';
import { createGate } from './testing/gate.ts';
import { openStream, type StreamReader } from './testing/stream-reader.ts';
import { asAdmin, asGrace, createWorld } from './testing/test-world.ts';

let world: ReturnType<typeof createWorld>;
let server: HttpServer;
let url: string;
const readers: StreamReader[] = [];

beforeEach(async () => {
  world = createWorld();
  server = createHttpServer(world.deps);
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader[Symbol.asyncDispose]()));
  await server[Symbol.asyncDispose]();
});

async function open(lastEventId?: string, headers: Record<string, string> = asAdmin) {
  const position: Record<string, string> =
    lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const reader = await openStream(url, { ...headers, ...position });
  readers.push(reader);
  return reader;
}

function change(
  chatId: string,
  kind: 'diff_status_change' | 'chat_created' | 'chat_deleted' = 'diff_status_change',
  ownerId = 'local',
) {
  return { kind, chatId, ownerId } as const;
}

const toCommentChange = (commentId: string, chatId = 'one', ownerId = 'local') =>
  ({ kind: 'comment_change', chatId, ownerId, commentId }) as const;

const comment = (id: string, chatId = 'one', ownerId = 'local') =>
  world.store.createComment({
    chat_id: chatId,
    owner_id: ownerId,
    id,
    git_remote_origin: 'https://forge.test/acme/app.git',
    git_branch: 'agent/work',
    pull_request_url: null,
    head_sha: null,
    path: 'src/app.ts',
    old_line: null,
    new_line: 7,
    start_line: null,
    quoted: '',
    body: 'Why not two?',
    target: 'agent',
    author_id: ownerId,
  });

const toSummary = ({ name, data }: { name: string; data: Record<string, unknown> }) => [
  name,
  (data.chat as { id: string } | undefined)?.id ?? data.chat_id ?? null,
];

describe('a connection', () => {
  test('is an unbuffered event stream that starts with a comment', async () => {
    const reader = await open();
    await eventually('the opening', () => reader.text().includes('\n\n'));
    expect(reader.text()).toMatch(/^: connected\nretry: 2000\nid: \w+-0\n\n$/);
    expect(reader.headers.get('content-type')).toBe('text/event-stream');
    expect(reader.headers.get('x-accel-buffering')).toBe('no');
    expect(reader.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reader.events).toEqual([]);
  });

  test('needs a token', async () => {
    await expect(open(undefined, { authorization: 'Bearer wrong' })).rejects.toThrow('401');
  });

  test('receives every kind of event, each with a unique id', async () => {
    world.store.add({ id: 'one' }, {});
    const reader = await open();
    world.feed.emit(change('one', 'chat_created'));
    await reader.waitFor(1);
    world.feed.emit(change('one'));
    await reader.waitFor(2);
    world.feed.emit(change('one', 'chat_deleted'), { kind: 'resync' });
    const events = await reader.waitFor(4);
    expect(events.map(toSummary)).toEqual([
      ['chat_created', 'one'],
      ['diff_status_change', 'one'],
      ['chat_deleted', 'one'],
      ['resync', null],
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
    expect(events[1]?.data).toMatchObject({ chat: { diff_status: { git_branch: 'agent/work' } } });
  });

  test('is kept alive by a comment every 15 seconds', async () => {
    const reader = await open();
    await world.clock.advance(14_999);
    expect(reader.text()).not.toContain(': heartbeat');
    await world.clock.advance(1);
    await eventually('the heartbeat', () => reader.text().includes(': heartbeat\n\n'));
    expect(reader.events).toEqual([]);
  });

  test('S11: receives nothing for rows that only became due', async () => {
    world.store.add({ id: 'one' });
    const reader = await open();
    world.feed.emit({ kind: 'due', forgeId: 'forge' }, change('one'));
    expect((await reader.waitFor(1)).map(toSummary)).toEqual([['diff_status_change', 'one']]);
  });

  test('S12: receives nothing about chats of other users', async () => {
    world.store.add({ id: 'mine' });
    world.store.add({ id: 'hers', owner_id: 'grace' });
    const mine = await open();
    const hers = await open(undefined, asGrace);
    world.feed.emit(
      change('hers', 'chat_created', 'grace'),
      change('hers', 'chat_deleted', 'grace'),
      change('mine'),
      change('hers', 'diff_status_change', 'grace'),
    );
    expect((await mine.waitFor(1)).map(toSummary)).toEqual([['diff_status_change', 'mine']]);
    expect((await hers.waitFor(2)).map(toSummary)).toEqual([
      ['chat_deleted', 'hers'],
      ['diff_status_change', 'hers'],
    ]);
  });

  test('ends with the server', async () => {
    const reader = await open();
    await server[Symbol.asyncDispose]();
    await reader.ended;
    expect(world.feed.subscriberCount).toBe(0);
  });
});

describe('one change', () => {
  test('is loaded once for any number of clients', async () => {
    world.store.add({ id: 'one' });
    const all = [await open(), await open(), await open()];
    world.feed.emit(change('one'));
    await Promise.all(all.map((reader) => reader.waitFor(1)));
    expect(world.store.reads).toEqual(['one']);
    expect(world.feed.subscriberCount).toBe(1);
  });

  test('is not loaded without a subscriber', async () => {
    world.store.add({ id: 'one' });
    world.feed.emit(change('one'));
    await settle();
    expect(world.store.reads).toEqual([]);
  });

  test('is followed by one more event when the chat changes while it is loaded', async () => {
    const chat = world.store.add({ id: 'one', title: 'Before' });
    const reading = createGate();
    world.store.slowness = reading.passed;
    const reader = await open();
    world.feed.emit(change('one', 'chat_created'));
    await settle();
    for (let burst = 0; burst < 10; burst += 1) world.feed.emit(change('one'));
    await settle();
    chat.title = 'After';
    reading.open();
    const events = await reader.waitFor(2);
    await settle();
    expect(events.map(toSummary)).toEqual([
      ['chat_created', 'one'],
      ['diff_status_change', 'one'],
    ]);
    expect(events.at(-1)?.data).toMatchObject({ chat: { title: 'After' } });
  });

  test('is not sent after the deletion of a chat that was deleted while it was loaded', async () => {
    world.store.add({ id: 'one' });
    world.store.add({ id: 'two' });
    const reading = createGate();
    world.store.slowness = reading.passed;
    const reader = await open();
    world.feed.emit(change('one'));
    await settle();
    world.feed.emit(change('one', 'chat_deleted'), change('two'));
    reading.open();
    expect((await reader.waitFor(2)).map(toSummary)).toEqual([
      ['chat_deleted', 'one'],
      ['diff_status_change', 'two'],
    ]);
  });

  test('becomes a resync a little later when it cannot be loaded', async () => {
    world.store.add({ id: 'one' });
    world.store.outage = new Error('connection lost');
    const reader = await open();
    world.feed.emit(change('one'), change('one'));
    await settle();
    world.store.outage = undefined;
    await world.clock.advance(2_000);
    expect((await reader.waitFor(1)).map(toSummary)).toEqual([['resync', null]]);
  });
});

describe('a comment', () => {
  test('is sent in full when it is created and when the agent receives it', async () => {
    world.store.add({ id: 'one' }, {});
    const reader = await open();
    await comment('first');
    world.feed.emit(toCommentChange('first'));
    await reader.waitFor(1);
    await world.store.receiveComment('local', 'one', 'first');
    world.feed.emit(toCommentChange('first'));
    const events = await reader.waitFor(2);
    expect(events.map(({ name }) => name)).toEqual(['comment_change', 'comment_change']);
    expect(events[0]?.data).toMatchObject({
      chat_id: 'one',
      comment: { id: 'first', body: 'Why not two?', received_at: null },
    });
    expect(events[1]?.data).toMatchObject({ comment: { received_at: expect.any(String) } });
  });

  test('S12: is not sent to users who do not own its chat', async () => {
    world.store.add({ id: 'mine' });
    world.store.add({ id: 'hers', owner_id: 'grace' });
    await comment('first', 'hers', 'grace');
    await comment('second', 'mine');
    const mine = await open();
    const hers = await open(undefined, asGrace);
    world.feed.emit(toCommentChange('first', 'hers', 'grace'), toCommentChange('second', 'mine'));
    expect((await mine.waitFor(1)).map(toSummary)).toEqual([['comment_change', 'mine']]);
    expect((await hers.waitFor(1)).map(toSummary)).toEqual([['comment_change', 'hers']]);
  });

  test('does not replace a change of its chat', async () => {
    world.store.add({ id: 'one' });
    await comment('first');
    await comment('second');
    const reader = await open();
    world.feed.emit(change('one'), toCommentChange('first'), toCommentChange('second'));
    const events = await reader.waitFor(3);
    expect(events.map(({ name }) => name).toSorted()).toEqual([
      'comment_change',
      'comment_change',
      'diff_status_change',
    ]);
  });

  test('is not sent when its chat is deleted while it is loaded', async () => {
    world.store.add({ id: 'one' });
    await comment('first');
    const reader = await open();
    world.feed.emit(toCommentChange('first'), change('one', 'chat_deleted'));
    await settle();
    world.feed.emit(change('two', 'chat_deleted'));
    expect((await reader.waitFor(2)).map(toSummary)).toEqual([
      ['chat_deleted', 'one'],
      ['chat_deleted', 'two'],
    ]);
  });

  test('is sent in its current state when a client missed it, beside its chat', async () => {
    world.store.add({ id: 'one' });
    const first = await open();
    world.feed.emit(change('gone', 'chat_deleted'));
    const [seen] = await first.waitFor(1);
    await first[Symbol.asyncDispose]();
    await comment('first');
    world.feed.emit(toCommentChange('first'), change('one'), toCommentChange('first'));
    world.feed.emit(toCommentChange('unknown'));
    await settle();
    await world.store.receiveComment('local', 'one', 'first');
    const second = await open(seen?.id);
    const received = (await second.waitFor(2)).map(({ name, data }) => ({ name, data }));
    expect(received).toContainEqual(
      expect.objectContaining({
        name: 'comment_change',
        data: {
          chat_id: 'one',
          comment: expect.objectContaining({ received_at: expect.any(String) }),
        },
      }),
    );
    expect(received).toContainEqual(expect.objectContaining({ name: 'diff_status_change' }));
  });
});

describe('a client that reconnects', () => {
  test('receives what it missed, each chat once and in its current state', async () => {
    const one = world.store.add({ id: 'one' });
    world.store.add({ id: 'two' });
    const first = await open();
    world.feed.emit(change('one'));
    const [seen] = await first.waitFor(1);
    await first[Symbol.asyncDispose]();
    await eventually('the end', () => world.feed.subscriberCount === 1);

    world.feed.emit(change('one'), change('two', 'chat_created'), change('gone', 'chat_deleted'));
    world.feed.emit(change('two'), change('one'), change('hers', 'diff_status_change', 'grace'));
    await settle();
    one.title = 'Latest';
    const second = await open(seen?.id);
    const events = await second.waitFor(3);
    expect(events.map(toSummary)).toEqual([
      ['chat_deleted', 'gone'],
      ['chat_created', 'two'],
      ['diff_status_change', 'one'],
    ]);
    expect(events[2]?.data).toMatchObject({ chat: { title: 'Latest' } });

    world.feed.emit(change('two'));
    expect((await second.waitFor(4)).map(toSummary)[3]).toEqual(['diff_status_change', 'two']);
  });

  test('continues after the opening when it received no event', async () => {
    world.store.add({ id: 'one' });
    const first = await open();
    await eventually('the opening', () => first.text().includes('id: '));
    const id = /^id: (.*)$/m.exec(first.text())?.[1];
    await first[Symbol.asyncDispose]();
    world.feed.emit(change('one'));
    await settle();
    const second = await open(id);
    expect((await second.waitFor(1)).map(toSummary)).toEqual([['diff_status_change', 'one']]);
  });

  test('misses no change that happens while it catches up', async () => {
    world.store.add({ id: 'one' });
    world.store.add({ id: 'two' });
    const first = await open();
    world.feed.emit(change('one'));
    const [seen] = await first.waitFor(1);
    await first[Symbol.asyncDispose]();
    await settle();
    world.feed.emit(change('one'));
    await settle();
    const reading = createGate();
    world.store.slowness = reading.passed;
    const second = await open(seen?.id);
    world.feed.emit(change('two'));
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
      const reader = await open(id);
      expect((await reader.waitFor(1)).map(toSummary)).toEqual([['resync', null]]);
    },
  );

  test('S4: receives a resync when the change feed was interrupted', async () => {
    const first = await open();
    world.feed.emit(change('gone', 'chat_deleted'));
    const [seen] = await first.waitFor(1);
    await first[Symbol.asyncDispose]();
    world.feed.emit({ kind: 'resync' });
    await settle();
    const second = await open(seen?.id);
    expect((await second.waitFor(1)).map(toSummary)).toEqual([['resync', null]]);
  });

  test('receives a resync when it missed too much', async () => {
    const first = await open();
    world.feed.emit(change('gone', 'chat_deleted'));
    const [seen] = await first.waitFor(1);
    await first[Symbol.asyncDispose]();
    for (let chat = 0; chat < 101; chat += 1)
      world.feed.emit(change(`gone-${chat}`, 'chat_deleted'));
    await settle();
    const second = await open(seen?.id);
    expect((await second.waitFor(1)).map(toSummary)).toEqual([['resync', null]]);
  });
});

test('S4: a broken change feed is subscribed to again, and every client receives a resync', async () => {
  const reader = await open();
  world.feed.breakOff(new Error('connection lost'));
  await settle();
  await world.clock.advance(1_000);
  await reader.waitFor(1);
  world.feed.emit(change('gone', 'chat_deleted'));
  expect((await reader.waitFor(2)).map(toSummary)).toEqual([
    ['resync', null],
    ['chat_deleted', 'gone'],
  ]);
});

async function countClients(): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: asAdmin })).text();
  return Number(/^afterpush_event_stream_clients (\d+)$/m.exec(text)?.[1]);
}

/** A connection that never reads its data until the test lets it. */
async function openSilent() {
  const { hostname, port } = new URL(url);
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
    world.store.add({ id: 'big', title: bigTitle });
    for (let sent = 0; sent < 40; sent += 1) {
      world.feed.emit(change('big'));
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
    await world.clock.advance(60_000);
    expect(await countClients()).toBe(1);
    await world.clock.advance(15_000);
    await eventually('the end', async () => (await countClients()) === 0);
    socket.destroy();
  });
});
