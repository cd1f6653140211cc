import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { RecordingLogger } from '../../../../test/support/recording-logger.ts';
import { arrangeStore, origin } from '../../../../test/support/stored-chats.ts';
import { type Change, ChangeFeed } from '../../change-feed.ts';
import type { Database } from '../../database.ts';
import { createDiscoveryStore } from '../../discovery-store.ts';
import { ensureUser } from '../tokens/ensure-user.ts';
import { createChat } from './create-chat.ts';
import { deleteChat } from './delete-chat.ts';
import { findChat, findChatByKey } from './find-chat.ts';

describeEachDatabase('the ids of chats', (open) => {
  let database: Database;

  beforeEach(async () => {
    database = open();
    for (const owner of ['ada', 'grace', 'ina', 'kim']) await ensureUser(database, owner, owner);
  });

  const create = (ownerId: string, publicId = 'one') =>
    createChat(database, { publicId, ownerId, title: `of ${ownerId}`, workspaceId: 'w' });

  test('are keys where no other owner has the id, and belong to each owner otherwise', async () => {
    const first = await create('ada');
    const second = await create('grace');
    expect(first).toMatchObject({ id: 'one', public_id: 'one', owner_id: 'ada' });
    expect(second).toMatchObject({ public_id: 'one', owner_id: 'grace', title: 'of grace' });
    expect(second?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(first).toMatchObject({ ...(await findChat(database, 'ada', 'one')) });
    expect(second).toMatchObject({ ...(await findChat(database, 'grace', 'one')) });
    expect(await findChatByKey(database, 'grace', second?.id ?? '')).toEqual(
      await findChat(database, 'grace', 'one'),
    );
    // S12
    expect(await findChatByKey(database, 'ada', second?.id ?? '')).toBeUndefined();
    expect(await findChat(database, 'grace', second?.id ?? '')).toBeUndefined();
  });

  test('can be created by several owners at once, and by one owner only once', async () => {
    const owners = ['ada', 'grace', 'ina', 'kim'];
    for (const publicId of ['a', 'b', 'c', 'd', 'e']) {
      const created = await Promise.all([...owners, ...owners].map((one) => create(one, publicId)));
      const chats = created.filter((chat) => chat !== undefined);
      expect(chats.map((chat) => chat.owner_id).toSorted()).toEqual(owners);
      expect(chats.filter((chat) => chat.id === publicId)).toHaveLength(1);
    }
  });

  test('stay taken for their owner when the other chat of that id is deleted', async () => {
    await create('ada');
    const kept = await create('grace');
    expect(await deleteChat(database, 'ada', 'one')).toBe(true);
    expect(await create('grace')).toBeUndefined();
    expect(await findChat(database, 'grace', 'one')).toMatchObject({ id: kept?.id });
    expect(await create('ada')).toMatchObject({ id: 'one', title: 'of ada' });
  });

  test('are the keys of rows that another program inserts', async () => {
    await runSql(database, "INSERT INTO chats (id, owner_id) VALUES ('sql', 'ada')");
    expect(await findChat(database, 'ada', 'sql')).toMatchObject({ id: 'sql', public_id: 'sql' });
  });

  test('name the chats in which a push signal was stored, sorted', async () => {
    const { store } = arrangeStore(database);
    await create('ada', 'b');
    await create('ada', 'c');
    await create('grace', 'c');
    await create('grace', 'b');
    await create('grace', 'a');
    const chatIds = await store.listWorkspaceChatIds('grace', 'w');
    const mark = { ownerId: 'grace', remoteOrigin: origin, branch: 'main', headSha: null };
    const served = { forgeId: 'forge', repository: 'acme/app' };
    const marked = await store.markStale({ ...mark, ...served, chatIds });
    expect(marked).toMatchObject({ publicIds: ['a', 'b', 'c'], archivedPublicIds: [] });
    expect(await store.findChatId('grace', 'a')).toBe('a');
    expect(chatIds).toContain(await store.findChatId('grace', 'b'));
    expect(await store.findChatId('ada', 'a')).toBeUndefined();
  });

  test('do not keep an own pull request from being followed', async () => {
    const discovery = createDiscoveryStore(database);
    await create('grace', 'own-1');
    const follow = {
      ownerId: 'ada',
      publicId: 'own-1',
      workspaceId: 'own:1',
      title: 'Fix the login',
      url: 'https://forge.test/acme/app/pull/1',
      repositoryUrl: 'https://forge.test/acme/app',
      remoteOrigin: origin,
      branch: 'fix',
      forgeId: 'forge',
      repository: 'acme/app',
      repositoryId: null,
    };
    expect(await discovery.follow(follow)).toBe(true);
    expect(await discovery.follow(follow)).toBe(false);
    const chat = await findChat(database, 'ada', 'own-1');
    expect(chat).toMatchObject({ title: 'Fix the login', workspace_id: 'own:1' });
    const [noted] = await runSql(database, 'SELECT chat_id FROM own_pull_requests');
    expect(noted).toEqual({ chat_id: chat?.id });
  });

  test('are named by the notification of a deletion, after which they cannot be found', async () => {
    await create('ada');
    const chat = await create('grace');
    const feed = new ChangeFeed(database, new RecordingLogger());
    const stopped = new AbortController();
    const running = feed.run(stopped.signal);
    const received: Change[] = [];
    const listen = async () => {
      for await (const change of feed.subscribe()) received.push(change);
    };
    const listening = listen();
    await eventually('the change feed', () => feed.connected);
    await deleteChat(database, 'grace', chat?.id ?? '');
    const deleted = await eventually('the deletion', () =>
      received.find(({ kind }) => kind === 'chat_deleted'),
    );
    expect(deleted).toEqual({
      kind: 'chat_deleted',
      chatId: chat?.id,
      publicId: 'one',
      ownerId: 'grace',
    });
    stopped.abort();
    await Promise.all([running, listening]);
  });
});
