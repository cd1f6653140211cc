import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { RecordingLogger } from '../../../../test/support/recording-logger.ts';
import { arrangeStore } from '../../../../test/support/stored-chats.ts';
import { ChangeFeed } from '../../change-feed.ts';
import type { Database } from '../../database.ts';
import { deleteChat } from '../chats/delete-chat.ts';
import { updateChat } from '../chats/update-chat.ts';
import { announceEndedTokens } from './announce-ended-tokens.ts';
import { createChatToken } from './create-chat-token.ts';
import { deleteEndedTokens } from './delete-ended-tokens.ts';
import { endChatToken } from './end-chat-token.ts';
import { findChatToken } from './find-chat-token.ts';
import { listChatTokens } from './list-chat-tokens.ts';
import { renewChatToken } from './renew-chat-token.ts';

const toHash = (fill: number) => Buffer.alloc(32, fill);

describeEachDatabase('chat tokens', (open) => {
  let database: Database;

  beforeEach(async () => {
    database = open();
    const arranged = arrangeStore(database);
    await arranged.createChat('one');
    await arranged.createChat('theirs', 'grace');
  });

  const create = (id: string, fill: number, chatId = 'one', ownerId = 'ada') =>
    createChatToken(database, { id, ownerId, chatId, tokenHash: toHash(fill) });
  const find = (fill: number) => findChatToken(database, toHash(fill));
  const update = (archived: boolean | null, title: string | null = null) =>
    updateChat(database, { ownerId: 'ada', chatId: 'one', title, archived });

  /** Runs the change and returns the ids of the sessions and tokens that it announced as ended. */
  async function listEnded(change: () => Promise<unknown>): Promise<string[]> {
    const stopping = new AbortController();
    const feed = new ChangeFeed(database, new RecordingLogger());
    using subscription = feed.subscribe();
    const running = feed.run(stopping.signal);
    const ended: string[] = [];
    for await (const event of subscription) {
      if (event.kind === 'resync') {
        await change();
        // The order of notifications is that of their commits.
        await updateChat(database, {
          ownerId: 'grace',
          chatId: 'theirs',
          title: 'end',
          archived: null,
        });
      } else if (event.kind === 'session_ended') {
        ended.push(event.sessionId);
      } else if ('chatId' in event && event.chatId === 'theirs') {
        break;
      }
    }
    stopping.abort();
    await running;
    return ended;
  }

  test('are found by their hash, with their chat and its owner', async () => {
    expect(await create('first', 1)).toBe(true);
    expect(await create('hers', 2, 'theirs', 'grace')).toBe(true);
    expect(await find(1)).toEqual({ id: 'first', chatId: 'one', publicId: 'one', ownerId: 'ada' });
    expect(await find(2)).toEqual({
      id: 'hers',
      chatId: 'theirs',
      publicId: 'theirs',
      ownerId: 'grace',
    });
    expect(await find(3)).toBeUndefined();
  });

  test('S12: are created, listed and ended by the owner of the chat only', async () => {
    expect(await create('stolen', 1, 'theirs')).toBe(false);
    expect(await create('lost', 1, 'missing')).toBe(false);
    await create('hers', 2, 'theirs', 'grace');
    expect(await listChatTokens(database, 'ada', 'theirs')).toEqual([]);
    const hers = { chatId: 'theirs', tokenId: 'hers' };
    expect(await endChatToken(database, { ...hers, ownerId: 'ada' })).toBe(false);
    expect(await endChatToken(database, { ...hers, ownerId: 'grace', chatId: 'one' })).toBe(false);
    expect(await find(2)).toBeDefined();
    expect(await listEnded(() => endChatToken(database, { ...hers, ownerId: 'grace' }))).toEqual([
      'hers',
    ]);
    expect(await find(2)).toBeUndefined();
  });

  test('record their last use', async () => {
    await create('first', 1);
    expect(await listChatTokens(database, 'ada', 'one')).toMatchObject([
      { id: 'first', createdAt: expect.any(Date), lastUsedAt: null },
    ]);
    await find(1);
    const [used] = await listChatTokens(database, 'ada', 'one');
    expect(used?.lastUsedAt).toBeInstanceOf(Date);
    await find(1);
    expect(await listChatTokens(database, 'ada', 'one')).toEqual([used]);
  });

  test('end for good when their chat is archived, and not when it is renamed', async () => {
    await create('first', 1);
    await create('second', 2);
    await create('hers', 3, 'theirs', 'grace');
    expect(await listEnded(() => update(null, 'renamed'))).toEqual([]);
    expect(await find(1)).toBeDefined();
    expect((await listEnded(() => update(true))).toSorted()).toEqual(['first', 'second']);
    expect(await find(1)).toBeUndefined();
    expect(await create('late', 4)).toBe(false);
    await update(false);
    expect(await find(2)).toBeUndefined();
    expect(await find(3)).toBeDefined();
    expect(await create('new', 5)).toBe(true);
  });

  describe('that have to be renewed', () => {
    const setAge = (minutes: number) =>
      runSql(
        database,
        `UPDATE chat_tokens SET created_at = now() - interval '30 days',
          last_used_at = now() - interval '${minutes} minutes'`,
      );
    const renew = (id: string, ownerId = 'ada') =>
      renewChatToken(database, { ownerId, chatId: 'one', tokenId: id });

    beforeEach(async () => {
      await create('renewed-run', 1);
      await create('lasting', 2);
    });

    test('end ten minutes after the last renewal, however often they are used', async () => {
      await setAge(9);
      expect(await find(1)).toBeDefined();
      await setAge(11);
      expect(await find(1)).toBeUndefined();
      expect(await find(2)).toBeDefined();
      expect((await listChatTokens(database, 'ada', 'one')).map(({ id }) => id)).toEqual([
        'lasting',
      ]);
      await setAge(9);
      const before = await listChatTokens(database, 'ada', 'one');
      await find(1);
      expect(await listChatTokens(database, 'ada', 'one')).toEqual(before);
    });

    test('live again after a renewal by the owner of the chat', async () => {
      await setAge(60);
      expect(await renew('renewed-run', 'grace')).toBe(false);
      expect(await renew('lasting')).toBe(false);
      expect(await renew('missing')).toBe(false);
      expect(await find(1)).toBeUndefined();
      expect(await renew('renewed-run')).toBe(true);
      expect(await find(1)).toEqual({
        id: 'renewed-run',
        chatId: 'one',
        publicId: 'one',
        ownerId: 'ada',
      });
    });

    test('have their event streams closed when they end', async () => {
      const announce = () => announceEndedTokens(database, 2 * 60_000);
      await setAge(9);
      expect(await listEnded(announce)).toEqual([]);
      await setAge(11);
      expect(await listEnded(announce)).toEqual(['renewed-run']);
      await setAge(60);
      expect(await listEnded(announce)).toEqual([]);
    });

    test('are deleted when they were not renewed for a week', async () => {
      const listIds = async () => (await runSql(database, 'SELECT id FROM chat_tokens')).length;
      await setAge(6 * 24 * 60);
      await deleteEndedTokens(database);
      expect(await listIds()).toBe(2);
      await setAge(8 * 24 * 60);
      await deleteEndedTokens(database);
      expect(await listIds()).toBe(1);
    });
  });

  test('are refused in an archived chat even if one was left over', async () => {
    await create('first', 1);
    await runSql(database, `UPDATE chats SET archived = true WHERE id = 'one'`);
    expect(await find(1)).toBeUndefined();
  });

  test('are deleted with their chat', async () => {
    await create('first', 1);
    await deleteChat(database, 'ada', 'one');
    expect(await find(1)).toBeUndefined();
    expect(await runSql(database, 'SELECT id FROM chat_tokens')).toEqual([]);
  });
});
