import { beforeEach, describe, expect, test } from 'vitest';
import { toChecks } from '../../../../test/support/checks.ts';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { toFacts } from '../../../../test/support/scripted-deliveries.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { PullRequestFacts } from '../../../domain/delivery.ts';
import type { PullRequest } from '../../../domain/diff-status.ts';
import { updateChat } from '../chats/update-chat.ts';

const branch = 'agent/work';
const head = { repository: { owner: 'Acme', name: 'app' }, branch };
const other = { url: 'https://forge.test/acme/app/pull/12', number: 12 };
const earlier = new Date('2026-01-01T10:00:00Z');
const later = new Date('2026-01-01T11:00:00Z');

describeEachDatabase('a refresh that began before a delivery was applied', (open) => {
  let arranged: ArrangedStore;

  beforeEach(async () => {
    arranged = arrangeStore(open());
    await arranged.createChat('one');
  });

  const before = toPullRequest({ changedAt: earlier, headSha: 'a'.repeat(40) });
  const deliver = (facts: Partial<PullRequestFacts>) =>
    arranged.store.recordPullRequestFacts({
      forgeId: 'forge',
      head,
      facts: toFacts({ changedAt: later, ...facts }),
    });
  const refreshed = async (pullRequest: PullRequest) => {
    const row = await arranged.signalAndAcquire('one', branch);
    return arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
  };

  test('does not put a merged pull request back over its successor', async () => {
    const merged = toPullRequest({ state: 'merged', changedAt: later });
    await refreshed(merged);
    const row = await arranged.signalAndAcquire('one', branch);
    expect(await deliver(other)).toHaveLength(1);

    await arranged.store.recordPullRequest(row, merged, inTwoMinutes);

    expect(await arranged.read('one')).toMatchObject({ pr_number: 12, pull_request_state: 'open' });
    expect(await arranged.dueIn('one')).toBeLessThanOrEqual(0);
  });

  test('does not forget the pull request that the delivery reported', async () => {
    await refreshed(toPullRequest({ state: 'closed', changedAt: earlier }));
    const row = await arranged.signalAndAcquire('one', branch);
    await deliver(other);

    await arranged.store.clearPullRequest(row, inTwoMinutes);

    expect((await arranged.read('one')).pr_number).toBe(12);
    expect(await arranged.dueIn('one')).toBeLessThanOrEqual(0);
  });

  test.each<[string, Partial<PullRequestFacts>, object]>([
    ['state', { state: 'merged' }, { pull_request_state: 'merged' }],
    ['draft state', { draft: true }, { pull_request_draft: true }],
    ['head', { headSha: 'b'.repeat(40) }, { head_sha: 'b'.repeat(40), checks_state: null }],
    ['base', { baseBranch: 'release' }, { base_branch: 'release' }],
    ['title', { title: 'Newer' }, { pull_request_title: 'Newer' }],
    ['author', { authorLogin: 'grace' }, { author_login: 'grace' }],
  ])('does not restore an earlier %s', async (_name, facts, expected) => {
    // Some forges report whole seconds: the instant alone does not order the two.
    const at = { changedAt: later };
    await refreshed({ ...before, changedAt: earlier });
    const row = await arranged.signalAndAcquire('one', branch);
    await deliver(facts);

    await arranged.store.recordPullRequest(row, { ...before, ...at }, inTwoMinutes);

    expect(await arranged.read('one')).toMatchObject(expected);
  });

  test('still stores checks and reviews of the same commit', async () => {
    await refreshed(before);
    const row = await arranged.signalAndAcquire('one', branch);
    await deliver({ title: 'Newer' });
    const checks = toChecks({ failed: 1 });

    await arranged.store.recordPullRequest(
      row,
      { ...before, checks, approved: true, changedAt: later },
      inTwoMinutes,
    );

    expect(await arranged.read('one')).toMatchObject({
      pull_request_title: 'Newer',
      checks_state: 'failed',
      approved: true,
    });
  });

  test('is stored when the forge itself dates it after the delivery', async () => {
    await refreshed(before);
    const row = await arranged.signalAndAcquire('one', branch);
    await deliver({ title: 'Newer' });
    const newest = { ...before, title: 'Newest', changedAt: new Date(later.getTime() + 1_000) };

    await arranged.store.recordPullRequest(row, newest, inTwoMinutes);

    expect((await arranged.read('one')).pull_request_title).toBe('Newest');
  });

  test('does not delay a refresh that begins after it', async () => {
    await refreshed(before);
    await arranged.signal('one', branch);
    await deliver({ title: 'Newer' });

    await refreshed({ ...before, title: 'Newest', changedAt: later });

    expect((await arranged.read('one')).pull_request_title).toBe('Newest');
  });

  test('S2: leaves the row due at once after a push signal, although its result is outdated', async () => {
    await refreshed({ ...before, changedAt: later });
    const row = await arranged.signalAndAcquire('one', branch);
    await arranged.signal('one', branch);

    await arranged.store.recordPullRequest(row, before, inTwoMinutes);

    expect(await arranged.dueIn('one')).toBeLessThanOrEqual(0);
  });
});

describeEachDatabase('S1: a worker that a signal interrupted', (open) => {
  let arranged: ArrangedStore;

  beforeEach(async () => {
    arranged = arrangeStore(open());
    await arranged.createChat('one');
  });

  describe('cannot write', () => {
    test('after another worker has recorded, not even once the row is due again', async () => {
      const late = await arranged.signalAndAcquire('one');
      const newer = await arranged.signalAndAcquire('one');
      const current = toPullRequest({ title: 'newer' });
      await arranged.store.recordPullRequest(newer, current, inTwoMinutes);
      await arranged.pass(200_000);

      const result = await arranged.store.recordPullRequest(late, toPullRequest(), inTwoMinutes);

      expect(result).toBe('superseded');
      expect((await arranged.read('one')).pull_request_title).toBe('newer');
    });

    test('after a refresh on request has taken the row over', async () => {
      const late = await arranged.signalAndAcquire('one');
      await arranged.signal('one');
      const request = { chatId: 'one', leaseMs: 300_000, settledAfterMs: 120_000, keys: [] };
      await arranged.store.acquireChat({ ...request, force: true });
      await arranged.pass(400_000);

      expect(await arranged.store.recordNoPullRequest(late, inTwoMinutes)).toBe('superseded');
    });

    test('after the chat was archived and unarchived', async () => {
      const late = await arranged.signalAndAcquire('one');
      await arranged.signal('one');
      for (const archived of [true, false]) {
        await updateChat(open(), { ownerId: 'ada', chatId: 'one', title: null, archived });
      }

      expect(await arranged.store.recordNoPullRequest(late, inTwoMinutes)).toBe('superseded');
    });
  });
});
