import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../test/support/stored-chats.ts';
import type { Database } from '../database.ts';
import { listDiffStatuses } from './branches/list-diff-statuses.ts';
import { createChat } from './chats/create-chat.ts';
import { deleteChat } from './chats/delete-chat.ts';
import { findChat } from './chats/find-chat.ts';
import { type ListChats, listChats } from './chats/list-chats.ts';
import { listWorkspaceChatIds } from './chats/list-workspace-chat-ids.ts';
import { updateChat } from './chats/update-chat.ts';
import { findUserByApiToken } from './tokens/find-user-by-api-token.ts';
import { saveApiToken } from './tokens/save-api-token.ts';

const everything: ListChats = {
  ownerId: 'ada',
  ids: null,
  pullRequest: [],
  repository: null,
  text: null,
  archived: null,
  limit: 100,
  after: null,
};

describeEachDatabase('chats', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
    await arranged.createChat('theirs', 'grace');
  });

  const list = async (change: Partial<ListChats> = {}) =>
    (await listChats(database, { ...everything, ...change })).map((chat) => chat.id);

  test('an id is taken once', async () => {
    const again = { id: 'one', ownerId: 'grace', title: '', workspaceId: null };
    expect(await createChat(database, again)).toBeUndefined();
  });

  test('S12: another owner’s chat is not found, listed, changed or deleted', async () => {
    expect(await findChat(database, 'ada', 'theirs')).toBeUndefined();
    expect(await list()).toEqual(['one']);
    const change = { ownerId: 'ada', chatId: 'theirs', title: 'mine', archived: null };
    expect(await updateChat(database, change)).toBeUndefined();
    expect(await deleteChat(database, 'ada', 'theirs')).toBe(false);
    expect((await findChat(database, 'grace', 'theirs'))?.title).toBe('theirs');
  });

  test('S12: a broadcast reaches the owner’s own chats of the workspace, archived ones not', async () => {
    await arranged.createChat('a', 'ada', 'w');
    await arranged.createChat('b', 'ada', 'w');
    await arranged.createChat('c', 'grace', 'w');
    await updateChat(database, { ownerId: 'ada', chatId: 'b', title: null, archived: true });
    expect(await listWorkspaceChatIds(database, 'ada', 'w')).toEqual(['a']);
  });

  test('deleting takes the rows along', async () => {
    await arranged.signal('one');
    expect(await deleteChat(database, 'ada', 'one')).toBe(true);
    expect(await listDiffStatuses(database, ['one'])).toEqual([]);
  });

  test('the last reported branch is first, and a refresh does not reorder', async () => {
    await arranged.signal('one', 'old');
    await arranged.pass(1_000);
    const [old] = await arranged.acquire();
    await arranged.signal('one', 'new');
    if (old) await arranged.store.recordPullRequest(old, toPullRequest(), inTwoMinutes);
    const statuses = await listDiffStatuses(database, ['one']);
    expect(statuses.map((status) => status.git_branch)).toEqual(['new', 'old']);
  });

  describe('the list', () => {
    beforeEach(async () => {
      for (const [id, change] of [
        ['open', {}],
        ['draft', { draft: true }],
        ['merged', { state: 'merged', title: '100% done_' }],
        ['closed', { state: 'closed', number: 412 }],
      ] as const) {
        await arranged.createChat(id);
        const row = await arranged.signalAndAcquire(id, `branch-of-${id}`);
        await arranged.store.recordPullRequest(row, toPullRequest(change), inTwoMinutes);
      }
    });

    test.each([
      [['open'], ['open']],
      [['draft'], ['draft']],
      [
        ['merged', 'closed'],
        ['closed', 'merged'],
      ],
      [['none'], ['one']],
    ] as const)('of the states %j', async (pullRequest, ids) => {
      expect((await list({ pullRequest })).toSorted()).toEqual(ids);
    });

    test.each([
      [{ text: 'BRANCH-OF-MERGED' }, ['merged']],
      [{ text: '100% done_' }, ['merged']],
      [{ text: '%' }, ['merged']],
      [{ text: '#412' }, ['closed']],
      [{ text: 'branch-of-d' }, ['draft']],
      [{ repository: 'ACME/app', pullRequest: ['open'] as const }, ['open']],
      [{ repository: 'nowhere' }, []],
      [{ ids: ['open', 'merged', 'theirs', 'nowhere'] }, ['merged', 'open']],
      [{ ids: ['open', 'merged'], text: 'done' }, ['merged']],
      [{ ids: ['theirs'] }, []],
      [{ text: "'; DROP TABLE chats; --" }, []],
    ])('with %j', async (filter, ids) => {
      expect(await list(filter)).toEqual(ids);
    });

    test('pages without gaps or repetitions', async () => {
      const seen: string[] = [];
      let after: ListChats['after'] = null;
      do {
        const page = await listChats(database, { ...everything, limit: 2, after });
        seen.push(...page.map((chat) => chat.id));
        const last = page.length === 2 ? page.at(-1) : undefined;
        after = last ? { createdAt: last.created_at, id: last.id } : null;
      } while (after);
      expect(seen).toEqual(await list());
      expect(seen).toHaveLength(5);
    });

    test('of archived chats', async () => {
      await updateChat(database, { ownerId: 'ada', chatId: 'one', title: null, archived: true });
      expect(await list({ archived: true })).toEqual(['one']);
      expect(await list({ archived: false })).not.toContain('one');
    });
  });

  test('an API token is found by its hash, and tells its user', async () => {
    const hash = Buffer.alloc(32, 7);
    await saveApiToken(database, 'grace', hash);
    expect(await findUserByApiToken(database, hash)).toBe('grace');
    expect(await findUserByApiToken(database, Buffer.alloc(32, 8))).toBeUndefined();
  });
});
