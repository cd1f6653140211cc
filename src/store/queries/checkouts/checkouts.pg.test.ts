import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { Database } from '../../database.ts';
import { createHttpStore, type HttpStore } from '../../http-store.ts';
import { retireCheckouts } from './retire-checkouts.ts';
import type { SaveCheckout } from './save-checkout.ts';

const report: SaveCheckout = {
  ownerId: 'ada',
  chatId: 'one',
  worktreeId: 'clone:0123456789abcdef',
  path: '/src/app',
  branch: 'agent/x',
  headSha: 'a'.repeat(40),
  pushedSha: 'b'.repeat(40),
  ahead: 2,
  behind: 0,
  changedFiles: 3,
};

describeEachDatabase('checkouts', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let http: HttpStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    http = createHttpStore(database);
    await arranged.createChat('one');
    await arranged.createChat('two');
  });

  const retire = async () => (await retireCheckouts(database)).map(({ chatId }) => chatId);
  const changedAt = async () => (await http.listCheckouts(['one']))[0]?.changed_at.getTime();

  test('are stored with their chat and replaced by the next report', async () => {
    expect(await http.saveCheckout(report)).toBe(true);
    await http.saveCheckout({ ...report, ahead: null, branch: null });
    expect(await http.listCheckouts(['one', 'two'])).toMatchObject([
      { chat_id: 'one', worktree_id: report.worktreeId, branch: null, ahead: null, behind: 0 },
    ]);
  });

  test('S11: do not change with a report that says the same', async () => {
    await http.saveCheckout(report);
    const before = await changedAt();
    await http.saveCheckout(report);
    expect(await changedAt()).toBe(before);
  });

  test('S12: are stored and ended only by the owner of the chat', async () => {
    expect(await http.saveCheckout({ ...report, ownerId: 'grace' })).toBe(false);
    await http.saveCheckout(report);
    expect(await http.markCheckoutGone('grace', 'one')).toBe(false);
    expect(await http.listCheckouts(['one'])).toMatchObject([{ state: 'present' }]);
  });

  test('select the chats of a worktree, whatever their workspace', async () => {
    await http.saveCheckout(report);
    const list = (workspaceId: string) =>
      http.listChats({
        ownerId: 'ada',
        ids: null,
        pullRequest: [],
        reasons: null,
        repository: null,
        author: null,
        workspaceId,
        text: null,
        archived: null,
        sort: 'created',
        limit: 10,
        after: null,
      });
    await arranged.createChat('three', 'ada', 'clone:ffffffffffffffff');
    expect((await list(report.worktreeId)).map(({ id }) => id)).toEqual(['one']);
    expect((await list('clone:ffffffffffffffff')).map(({ id }) => id)).toEqual(['three']);
  });

  test('retire a chat once, when its worktree is gone and nothing is open', async () => {
    await http.saveCheckout(report);
    expect(await retire()).toEqual([]);
    await http.markCheckoutGone('ada', 'one');
    expect(await retire()).toEqual(['one']);
    expect(await retire()).toEqual([]);
    await http.saveCheckout(report);
    await http.markCheckoutGone('ada', 'one');
    expect(await retire()).toEqual(['one']);
  });

  test('keep a chat with an open pull request', async () => {
    await http.saveCheckout(report);
    const row = await arranged.signalAndAcquire('one');
    await arranged.store.recordPullRequest(row, toPullRequest({ state: 'open' }), inTwoMinutes);
    await http.markCheckoutGone('ada', 'one');
    expect(await retire()).toEqual([]);
    await arranged.pass(86_400_000);
    const next = await arranged.signalAndAcquire('one');
    await arranged.store.recordPullRequest(next, toPullRequest({ state: 'merged' }), inTwoMinutes);
    expect(await retire()).toEqual(['one']);
  });

  test('keep a chat whose pull request may still be opened after its push', async () => {
    await http.saveCheckout(report);
    await arranged.signal('one');
    await http.markCheckoutGone('ada', 'one');
    expect(await retire()).toEqual([]);
    await arranged.pass(3_600_000);
    expect(await retire()).toEqual(['one']);
  });
});
