import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { Database } from '../../database.ts';
import { settleVerdicts } from '../../settle-verdicts.ts';
import { listDiffStatuses } from '../branches/list-diff-statuses.ts';
import { createChat } from './create-chat.ts';
import { deleteChat } from './delete-chat.ts';
import { findChat } from './find-chat.ts';
import { type ListChats, listChats } from './list-chats.ts';
import { listWorkspaceChatIds } from './list-workspace-chat-ids.ts';
import { updateChat } from './update-chat.ts';

const everything: ListChats = {
  ownerId: 'ada',
  ids: null,
  pullRequest: [],
  reasons: null,
  repository: null,
  author: null,
  workspaceId: null,
  text: null,
  archived: null,
  sort: 'created',
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

  test('are created once for each owner and id', async () => {
    const again = { publicId: 'one', ownerId: 'ada', title: 'again', workspaceId: null };
    expect(await createChat(database, again)).toBeUndefined();
    expect(await findChat(database, 'ada', 'one')).toMatchObject({ title: 'one' });
  });

  test('keep the name of their agent until another one is given', async () => {
    const ofCodex = {
      publicId: 'two',
      ownerId: 'ada',
      title: '',
      workspaceId: null,
      agent: 'Codex',
    };
    expect(await createChat(database, ofCodex)).toMatchObject({ agent: 'Codex' });
    expect(await findChat(database, 'ada', 'one')).toMatchObject({ agent: null });
    const rename = { ownerId: 'ada', chatId: 'two', title: 'New', archived: null };
    expect(await updateChat(database, rename)).toMatchObject({ title: 'New', agent: 'Codex' });
    const change = { ...rename, title: null, agent: 'Claude Code' };
    expect(await updateChat(database, change)).toMatchObject({
      title: 'New',
      agent: 'Claude Code',
    });
    expect(await listChats(database, { ...everything, ids: ['two'] })).toMatchObject([
      { agent: 'Claude Code' },
    ]);
  });

  test('S12: of another owner are not found, listed, changed or deleted', async () => {
    expect(await findChat(database, 'ada', 'theirs')).toBeUndefined();
    expect(await list()).toEqual(['one']);
    const change = { ownerId: 'ada', chatId: 'theirs', title: 'mine', archived: null };
    expect(await updateChat(database, change)).toBeUndefined();
    expect(await deleteChat(database, 'ada', 'theirs')).toBe(false);
    expect((await findChat(database, 'grace', 'theirs'))?.title).toBe('theirs');
  });

  test('S12: of a workspace are listed only for their owner, archived ones included', async () => {
    await arranged.createChat('a', 'ada', 'w');
    await arranged.createChat('b', 'ada', 'w');
    await arranged.createChat('c', 'grace', 'w');
    await updateChat(database, { ownerId: 'ada', chatId: 'b', title: null, archived: true });
    expect(await listWorkspaceChatIds(database, 'ada', 'w')).toEqual(['a', 'b']);
  });

  test('are deleted together with their rows', async () => {
    await arranged.signal('one');
    expect(await deleteChat(database, 'ada', 'one')).toBe(true);
    expect(await listDiffStatuses(database, ['one'])).toEqual([]);
  });

  test('list the last reported branch first, and a refresh does not reorder', async () => {
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
    ] as const)('filters by the states %j', async (pullRequest, ids) => {
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
    ])('filters by %j', async (filter, ids) => {
      expect(await list(filter)).toEqual(ids);
    });

    test('pages without gaps or repetitions', async () => {
      const seen: string[] = [];
      let after: ListChats['after'] = null;
      do {
        const page = await listChats(database, { ...everything, limit: 2, after });
        seen.push(...page.map((chat) => chat.id));
        const last = page.length === 2 ? page.at(-1) : undefined;
        after = last ? { rank: last.sort_rank, at: last.sort_at, publicId: last.public_id } : null;
      } while (after);
      expect(seen).toEqual(await list());
      expect(seen).toHaveLength(5);
    });

    test('filters by the reasons of verdicts and by author', async () => {
      await settleVerdicts(database, 100);
      expect(await list({ reasons: ['draft'] })).toEqual(['draft']);
      expect(await list({ reasons: ['no_branch', 'merged'] })).toEqual(['merged', 'one']);
      expect(await list({ reasons: [] })).toEqual([]);
      expect(await list({ author: 'ADA', pullRequest: ['open'] })).toEqual(['open']);
      expect(await list({ author: 'ad' })).toEqual([]);
    });

    test.each(['updated', 'attention'] as const)('pages by %s without gaps', async (sort) => {
      await settleVerdicts(database, 100);
      const seen: string[] = [];
      let after: ListChats['after'] = null;
      do {
        const page = await listChats(database, { ...everything, sort, limit: 2, after });
        seen.push(...page.map((chat) => chat.id));
        const last = page.length === 2 ? page.at(-1) : undefined;
        after = last ? { rank: last.sort_rank, at: last.sort_at, publicId: last.public_id } : null;
      } while (after);
      expect(seen).toEqual(await list({ sort }));
      expect(seen.toSorted()).toEqual((await list()).toSorted());
    });

    test('sorts the most urgent verdict first', async () => {
      await settleVerdicts(database, 100);
      const sorted = await list({ sort: 'attention' });
      expect(sorted.indexOf('open')).toBeLessThan(sorted.indexOf('draft'));
      expect(sorted.indexOf('draft')).toBeLessThan(sorted.indexOf('merged'));
      expect(sorted.at(-1)).toBe('one');
    });

    test('filters by whether chats are archived', async () => {
      await updateChat(database, { ownerId: 'ada', chatId: 'one', title: null, archived: true });
      expect(await list({ archived: true })).toEqual(['one']);
      expect(await list({ archived: false })).not.toContain('one');
    });
  });
});
