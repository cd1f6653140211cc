import { describe, expect, test } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import { settle } from '../../test/support/fake-clock.ts';
import { toChange, toSummary, useEventStream } from '../../test/support/http/event-stream-world.ts';
import { createGate } from '../../test/support/http/gate.ts';
import { adminToken, asGrace } from '../../test/support/http/test-world.ts';
import { pageSecretHeader } from '../contract/page-session.ts';

const stream = useEventStream();

const toCommentChange = (commentId: string, chatId = 'one', ownerId = 'local') =>
  ({ kind: 'comment_change', chatId, ownerId, commentId }) as const;

const comment = (id: string, chatId = 'one', ownerId = 'local') =>
  stream.world.store.createComment({
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

async function signInOver(url: string): Promise<Record<string, string>> {
  const response = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: adminToken }),
  });
  const { page_secret: secret } = (await response.json()) as { page_secret: string };
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { cookie, [pageSecretHeader]: secret };
}

describe('a connection', () => {
  test('is an unbuffered event stream that starts with a comment', async () => {
    const reader = await stream.open();
    await eventually('the opening', () => reader.text().includes('\n\n'));
    expect(reader.text()).toMatch(/^: connected\nretry: 2000\nid: \w+-0\n\n$/);
    expect(reader.headers.get('content-type')).toBe('text/event-stream');
    expect(reader.headers.get('x-accel-buffering')).toBe('no');
    expect(reader.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reader.events).toEqual([]);
  });

  test('needs a token', async () => {
    await expect(stream.open(undefined, { authorization: 'Bearer wrong' })).rejects.toThrow('401');
  });

  test('of a page ends with its session, other connections stay', async () => {
    const headers = await signInOver(stream.url);
    const ofPage = await stream.open(undefined, headers);
    const ofToken = await stream.open();
    const [sessionId = ''] = stream.world.sessions.sessions.keys();
    stream.world.feed.emit({ kind: 'session_ended', sessionId: 'another' });
    stream.world.feed.emit({ kind: 'session_ended', sessionId });
    await ofPage.ended;
    stream.world.store.add({ id: 'one' }, {});
    stream.world.feed.emit(toChange('one'));
    await ofToken.waitFor(1);
    expect(ofPage.events).toEqual([]);
  });

  test('receives every kind of event, each with a unique id', async () => {
    stream.world.store.add({ id: 'one' }, {});
    const reader = await stream.open();
    stream.world.feed.emit(toChange('one', 'chat_created'));
    await reader.waitFor(1);
    stream.world.feed.emit(toChange('one'));
    await reader.waitFor(2);
    stream.world.feed.emit(toChange('one', 'chat_deleted'), { kind: 'resync' });
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
    const reader = await stream.open();
    await stream.world.clock.advance(14_999);
    expect(reader.text()).not.toContain(': heartbeat');
    await stream.world.clock.advance(1);
    await eventually('the heartbeat', () => reader.text().includes(': heartbeat\n\n'));
    expect(reader.events).toEqual([]);
  });

  test('S11: receives nothing for rows that only became due', async () => {
    stream.world.store.add({ id: 'one' });
    const reader = await stream.open();
    stream.world.feed.emit({ kind: 'due', forgeId: 'forge' }, toChange('one'));
    expect((await reader.waitFor(1)).map(toSummary)).toEqual([['diff_status_change', 'one']]);
  });

  test('S12: receives nothing about chats of other users', async () => {
    stream.world.store.add({ id: 'mine' });
    stream.world.store.add({ id: 'hers', owner_id: 'grace' });
    const mine = await stream.open();
    const hers = await stream.open(undefined, asGrace);
    stream.world.feed.emit(
      toChange('hers', 'chat_created', 'grace'),
      toChange('hers', 'chat_deleted', 'grace'),
      toChange('mine'),
      toChange('hers', 'diff_status_change', 'grace'),
    );
    expect((await mine.waitFor(1)).map(toSummary)).toEqual([['diff_status_change', 'mine']]);
    expect((await hers.waitFor(2)).map(toSummary)).toEqual([
      ['chat_deleted', 'hers'],
      ['diff_status_change', 'hers'],
    ]);
  });

  test('ends with the server', async () => {
    const reader = await stream.open();
    await stream.server[Symbol.asyncDispose]();
    await reader.ended;
    expect(stream.world.feed.subscriberCount).toBe(0);
  });
});

describe('one change', () => {
  test('is loaded once for any number of clients', async () => {
    stream.world.store.add({ id: 'one' });
    const all = [await stream.open(), await stream.open(), await stream.open()];
    stream.world.feed.emit(toChange('one'));
    await Promise.all(all.map((reader) => reader.waitFor(1)));
    expect(stream.world.store.reads).toEqual(['one']);
    expect(stream.world.feed.subscriberCount).toBe(1);
  });

  test('is not loaded without a subscriber', async () => {
    stream.world.store.add({ id: 'one' });
    stream.world.feed.emit(toChange('one'));
    await settle();
    expect(stream.world.store.reads).toEqual([]);
  });

  test('is followed by one more event when the chat changes while it is loaded', async () => {
    const chat = stream.world.store.add({ id: 'one', title: 'Before' });
    const reading = createGate();
    stream.world.store.slowness = reading.passed;
    const reader = await stream.open();
    stream.world.feed.emit(toChange('one', 'chat_created'));
    await settle();
    for (let burst = 0; burst < 10; burst += 1) stream.world.feed.emit(toChange('one'));
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
    stream.world.store.add({ id: 'one' });
    stream.world.store.add({ id: 'two' });
    const reading = createGate();
    stream.world.store.slowness = reading.passed;
    const reader = await stream.open();
    stream.world.feed.emit(toChange('one'));
    await settle();
    stream.world.feed.emit(toChange('one', 'chat_deleted'), toChange('two'));
    reading.open();
    expect((await reader.waitFor(2)).map(toSummary)).toEqual([
      ['chat_deleted', 'one'],
      ['diff_status_change', 'two'],
    ]);
  });

  test('becomes a resync a little later when it cannot be loaded', async () => {
    stream.world.store.add({ id: 'one' });
    stream.world.store.outage = new Error('connection lost');
    const reader = await stream.open();
    stream.world.feed.emit(toChange('one'), toChange('one'));
    await settle();
    stream.world.store.outage = undefined;
    await stream.world.clock.advance(2_000);
    expect((await reader.waitFor(1)).map(toSummary)).toEqual([['resync', null]]);
  });
});

describe('a comment', () => {
  test('is sent in full when it is created and when the agent receives it', async () => {
    stream.world.store.add({ id: 'one' }, {});
    const reader = await stream.open();
    await comment('first');
    stream.world.feed.emit(toCommentChange('first'));
    await reader.waitFor(1);
    await stream.world.store.receiveComment('local', 'one', 'first');
    stream.world.feed.emit(toCommentChange('first'));
    const events = await reader.waitFor(2);
    expect(events.map(({ name }) => name)).toEqual(['comment_change', 'comment_change']);
    expect(events[0]?.data).toMatchObject({
      chat_id: 'one',
      comment: { id: 'first', body: 'Why not two?', received_at: null },
    });
    expect(events[1]?.data).toMatchObject({ comment: { received_at: expect.any(String) } });
  });

  test('S12: is not sent to users who do not own its chat', async () => {
    stream.world.store.add({ id: 'mine' });
    stream.world.store.add({ id: 'hers', owner_id: 'grace' });
    await comment('first', 'hers', 'grace');
    await comment('second', 'mine');
    const mine = await stream.open();
    const hers = await stream.open(undefined, asGrace);
    stream.world.feed.emit(
      toCommentChange('first', 'hers', 'grace'),
      toCommentChange('second', 'mine'),
    );
    expect((await mine.waitFor(1)).map(toSummary)).toEqual([['comment_change', 'mine']]);
    expect((await hers.waitFor(1)).map(toSummary)).toEqual([['comment_change', 'hers']]);
  });

  test('does not replace a change of its chat', async () => {
    stream.world.store.add({ id: 'one' });
    await comment('first');
    await comment('second');
    const reader = await stream.open();
    stream.world.feed.emit(toChange('one'), toCommentChange('first'), toCommentChange('second'));
    const events = await reader.waitFor(3);
    expect(events.map(({ name }) => name).toSorted()).toEqual([
      'comment_change',
      'comment_change',
      'diff_status_change',
    ]);
  });

  test('is not sent when its chat is deleted while it is loaded', async () => {
    stream.world.store.add({ id: 'one' });
    await comment('first');
    const reader = await stream.open();
    stream.world.feed.emit(toCommentChange('first'), toChange('one', 'chat_deleted'));
    await settle();
    stream.world.feed.emit(toChange('two', 'chat_deleted'));
    expect((await reader.waitFor(2)).map(toSummary)).toEqual([
      ['chat_deleted', 'one'],
      ['chat_deleted', 'two'],
    ]);
  });

  test('is sent in its current state when a client missed it, beside its chat', async () => {
    stream.world.store.add({ id: 'one' });
    const first = await stream.open();
    stream.world.feed.emit(toChange('gone', 'chat_deleted'));
    const [seen] = await first.waitFor(1);
    await first[Symbol.asyncDispose]();
    await comment('first');
    stream.world.feed.emit(toCommentChange('first'), toChange('one'), toCommentChange('first'));
    stream.world.feed.emit(toCommentChange('unknown'));
    await settle();
    await stream.world.store.receiveComment('local', 'one', 'first');
    const second = await stream.open(seen?.id);
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
