import { describe, expect, test } from 'vitest';
import { toChange, toSummary, useEventStream } from '../../test/support/http/event-stream-world.ts';
import { asAdmin } from '../../test/support/http/test-world.ts';

const stream = useEventStream();

async function openAsAgent(lastEventId?: string) {
  const { store } = stream.world;
  for (const id of ['one', 'other']) if (!store.chats.has(id)) store.add({ id }, {});
  const url = `${stream.url}/api/v1/chats/one/tokens`;
  const response = await fetch(url, { method: 'POST', headers: asAdmin });
  const { id, token } = (await response.json()) as { id: string; token: string };
  const reader = await stream.open(lastEventId, { authorization: `Bearer ${token}` });
  return { id, reader };
}

describe('the event stream of a chat token', () => {
  test('S12: has the changes of its chat only', async () => {
    const { reader } = await openAsAgent();
    const ofOwner = await stream.open();
    stream.world.feed.emit(toChange('other'), toChange('other', 'chat_deleted'), toChange('one'));
    await ofOwner.waitFor(2);
    await reader.waitFor(1);
    expect(reader.events.map(toSummary)).toEqual([['diff_status_change', 'one']]);
  });

  test('S12: catches up with the changes of its chat only', async () => {
    const first = await openAsAgent();
    stream.world.feed.emit(toChange('one'));
    await first.reader.waitFor(1);
    stream.world.feed.emit(toChange('other'), toChange('other', 'chat_deleted'), toChange('one'));
    await first.reader.waitFor(2);
    const { reader } = await openAsAgent(first.reader.events[0]?.id);
    await reader.waitFor(1);
    expect(reader.events.map(toSummary)).toEqual([['diff_status_change', 'one']]);
  });

  test('ends with the token', async () => {
    const { id, reader } = await openAsAgent();
    const other = await openAsAgent();
    stream.world.feed.emit({ kind: 'session_ended', sessionId: id });
    await reader.ended;
    stream.world.feed.emit(toChange('one'));
    await other.reader.waitFor(1);
  });

  test('ends with the chat, after the event that says so', async () => {
    const { reader } = await openAsAgent();
    stream.world.feed.emit(toChange('one', 'chat_deleted'));
    await reader.ended;
    expect(reader.events.map(toSummary)).toEqual([['chat_deleted', 'one']]);
  });

  test('ends when the end of its token may have been missed, so that it authenticates again', async () => {
    const { reader } = await openAsAgent();
    const ofOwner = await stream.open();
    stream.world.feed.emit({ kind: 'resync' });
    await reader.ended;
    await ofOwner.waitFor(1);
  });
});
