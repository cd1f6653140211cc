import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { arrangeStore, origin } from '../../../../test/support/stored-chats.ts';
import type { Database } from '../../database.ts';
import { createDiscoveryStore, type DiscoveryStore } from '../../discovery-store.ts';
import { createChatToken } from '../chat-tokens/create-chat-token.ts';
import { deleteChat } from '../chats/delete-chat.ts';
import { updateChat } from '../chats/update-chat.ts';

const repositoryUrl = 'https://forge.test/Acme/app';
const own = {
  ownerId: 'ada',
  publicId: 'own-1',
  workspaceId: 'own:1',
  title: 'Fix the login',
  url: `${repositoryUrl}/pull/1`,
  repositoryUrl,
  remoteOrigin: origin,
  branch: 'fix',
  forgeId: 'forge',
  repository: 'acme/app',
  repositoryId: '12',
};

describeEachDatabase('own pull requests', (open) => {
  let database: Database;
  let store: DiscoveryStore;
  let arranged: ReturnType<typeof arrangeStore>;

  beforeEach(async () => {
    database = open();
    store = createDiscoveryStore(database);
    arranged = arrangeStore(database);
    await arranged.createChat('one');
    await arranged.createChat('theirs', 'grace');
  });

  const listChats = async () => {
    const query = `SELECT string_agg(id, ' ' ORDER BY id) AS ids FROM chats`;
    const [row] = await runSql<{ ids: string }>(database, query);
    return row?.ids.split(' ');
  };

  test('get one chat, whose branch is due and was not pushed', async () => {
    expect(await store.follow(own)).toBe(true);
    expect(await store.follow(own)).toBe(false);
    expect(await listChats()).toEqual(['one', 'own-1', 'theirs']);
    const [row] = await runSql(
      database,
      'SELECT reported_at, stale_at <= now() AS due FROM chat_diff_statuses',
    );
    expect(row).toEqual({ reported_at: null, due: true });
  });

  test('that a chat has already get none, by the name or by the id of the repository', async () => {
    await arranged.signal('one', 'fix');
    expect(await store.follow(own)).toBe(false);
    await runSql(database, `UPDATE chat_diff_statuses SET repository_id = '12'`);
    expect(await store.follow({ ...own, repository: 'acme/renamed' })).toBe(false);
    expect(await store.follow({ ...own, branch: 'other' })).toBe(true);
  });

  test("S12: that only another user's chat has are followed", async () => {
    await arranged.signal('theirs', 'fix', 'forge', 'grace');
    expect(await store.follow(own)).toBe(true);
    expect(await store.yieldToPushes('ada')).toEqual([]);
  });

  test('move to the chat that a later push reaches, with their comments', async () => {
    await store.follow(own);
    await runSql(
      database,
      `INSERT INTO comments
         (id, chat_id, git_remote_origin, git_branch, path, quoted, body, target, author_id)
       VALUES ('note', 'own-1', '${origin}', 'fix', 'a.ts', '', 'Why?', 'agent', 'ada')`,
    );
    await arranged.signal('one', 'fix');
    expect(await store.yieldToPushes('ada')).toEqual(['own-1']);
    expect(await listChats()).toEqual(['one', 'theirs']);
    expect(await runSql(database, 'SELECT chat_id FROM comments')).toEqual([{ chat_id: 'one' }]);
    expect((await store.findSettings('ada')).hidden).toEqual([]);
    await deleteChat(database, 'ada', 'one');
    expect(await store.follow(own)).toBe(true);
  });

  test('stay where an agent works, or while the other chat is archived', async () => {
    await store.follow(own);
    await arranged.signal('one', 'fix');
    await updateChat(database, { ownerId: 'ada', chatId: 'one', title: null, archived: true });
    expect(await store.yieldToPushes('ada')).toEqual([]);
    await updateChat(database, { ownerId: 'ada', chatId: 'one', title: null, archived: false });
    const token = { id: 't', ownerId: 'ada', chatId: 'own-1', tokenHash: Buffer.alloc(32, 1) };
    await createChatToken(database, token);
    expect(await store.yieldToPushes('ada')).toEqual([]);
  });

  test('are hidden once the person deletes their chat, and can be shown again', async () => {
    await store.follow(own);
    await deleteChat(database, 'ada', 'own-1');
    expect(await store.follow(own)).toBe(false);
    expect((await store.findSettings('ada')).hidden).toEqual([own.url.toLowerCase()]);
    expect(await store.show('ada', own.url)).toBe(true);
    expect(await store.show('ada', own.url)).toBe(false);
    expect(await store.follow(own)).toBe(true);
  });

  test('of a hidden repository go and do not come back, others stay', async () => {
    const another = {
      ...own,
      publicId: 'own-2',
      branch: 'two',
      url: 'https://forge.test/acme/app2/pull/1',
    };
    await store.follow(own);
    await store.follow({ ...another, repositoryUrl: 'https://forge.test/acme/app2' });
    await store.deleteFollowedChats('ada', repositoryUrl);
    await store.hide('ada', repositoryUrl);
    expect(await listChats()).toEqual(['one', 'own-2', 'theirs']);
    expect(await store.follow({ ...own, url: `${repositoryUrl}/pull/9`, branch: 'x' })).toBe(false);
    expect((await store.findSettings('ada')).hidden).toEqual([repositoryUrl.toLowerCase()]);
    await store.show('ada', repositoryUrl);
    expect(await store.follow(own)).toBe(true);
  });

  test('that were hidden and shown again return to the chat that was kept for them', async () => {
    await store.follow(own);
    const token = { id: 't', ownerId: 'ada', chatId: 'own-1', tokenHash: Buffer.alloc(32, 1) };
    await createChatToken(database, token);
    await store.deleteFollowedChats('ada', own.url);
    await store.hide('ada', own.url);
    await store.show('ada', own.url);
    expect(await store.follow({ ...own, branch: 'renamed' })).toBe(false);
    expect(await listChats()).toEqual(['one', 'own-1', 'theirs']);
  });

  test('can be turned off for one owner, and come back when turned on', async () => {
    await store.follow(own);
    await store.saveSettings({ ownerId: 'ada', enabled: false, botAuthors: null });
    await store.deleteFollowedChats('ada', null);
    expect(await listChats()).toEqual(['one', 'theirs']);
    expect(await store.findSettings('ada')).toEqual({ enabled: false, botAuthors: [], hidden: [] });
    expect(await store.findSettings('grace')).toMatchObject({ enabled: true });
    await store.saveSettings({ ownerId: 'ada', enabled: true, botAuthors: ['copilot'] });
    expect(await store.findSettings('ada')).toMatchObject({ botAuthors: ['copilot'] });
    expect(await store.follow(own)).toBe(true);
  });
});
