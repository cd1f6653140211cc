import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
  origin,
} from '../../../../test/support/stored-chats.ts';
import { reasons, toSection } from '../../../contract/reasons.ts';
import type { PullRequest } from '../../../domain/diff-status.ts';
import type { Database } from '../../database.ts';
import { settleVerdicts } from '../../settle-verdicts.ts';
import { createComment } from '../comments/create-comment.ts';
import { deleteChat } from './delete-chat.ts';
import { findChat } from './find-chat.ts';
import { snoozeChat } from './snooze-chat.ts';

describeEachDatabase('a snoozed chat', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
  });

  const until = new Date(Date.now() + 3_600_000);
  const snooze = (change: { chatId?: string; until?: Date | null } = {}) =>
    snoozeChat(database, { ownerId: 'ada', chatId: 'one', until, ...change });
  const readEnd = async () => (await findChat(database, 'ada', 'one'))?.snoozed_until;
  /** Stores what a refresh found, and the verdict that follows from it. */
  const record = async (change: Partial<PullRequest>, branch?: string) => {
    const row = await arranged.signalAndAcquire('one', branch);
    await arranged.store.recordPullRequest(row, toPullRequest(change), inTwoMinutes);
    await settleVerdicts(database, 100);
  };
  const comment = (target: 'agent' | 'forge') =>
    createComment(database, {
      chat_id: 'one',
      owner_id: 'ada',
      id: `for-${target}`,
      git_remote_origin: origin,
      git_branch: 'main',
      pull_request_url: 'https://forge.test/acme/app/pull/1',
      head_sha: 'a'.repeat(40),
      path: 'src/app.ts',
      old_line: null,
      new_line: 7,
      start_line: 5,
      quoted: 'const a = 1;',
      body: 'Why not two?',
      target,
      author_id: 'ada',
    });

  test('is snoozed until the instant, which can be moved, or until it is woken', async () => {
    expect(await readEnd()).toBeNull();
    expect(await snooze()).toBe(true);
    expect(await readEnd()).toEqual(until);
    const later = new Date(until.getTime() + 60_000);
    await snooze({ until: later });
    expect(await readEnd()).toEqual(later);
    await snooze({ until: null });
    expect(await readEnd()).toBeNull();
  });

  test('wakes when the instant passes', async () => {
    await snooze();
    await runSql(database, "UPDATE chat_snoozes SET snoozed_until = now() - interval '1 ms'");
    expect(await readEnd()).toBeNull();
  });

  test('S12: of another owner is neither snoozed nor woken', async () => {
    await arranged.createChat('hers', 'grace');
    expect(await snooze({ chatId: 'hers' })).toBe(false);
    expect((await findChat(database, 'grace', 'hers'))?.snoozed_until).toBeNull();
  });

  test('wakes when a branch comes to need a person, and stays awake after that', async () => {
    await record({ draft: true });
    await snooze();
    await record({ draft: true, mergeability: 'conflicting' });
    expect(await readEnd()).toBeNull();
    await record({ draft: true });
    expect(await readEnd()).toBeNull();
  });

  test('sleeps on while no branch comes to need a person for another reason', async () => {
    await record({ draft: true, mergeability: 'conflicting' });
    await snooze();
    await record({ draft: true, mergeability: 'conflicting', title: 'Another title' });
    expect(await readEnd()).toEqual(until);
    await record({ draft: true });
    expect(await readEnd()).toEqual(until);
    await record({ state: 'merged' });
    expect(await readEnd()).toEqual(until);
  });

  test('wakes when the head of its pull request moves', async () => {
    await record({ draft: true });
    await snooze();
    await record({ draft: true, headSha: 'b'.repeat(40) });
    expect(await readEnd()).toBeNull();
  });

  test('wakes when another branch comes to need a person', async () => {
    await record({ draft: true });
    await snooze();
    await record({ draft: true, number: 2, mergeability: 'conflicting' }, 'another');
    expect(await readEnd()).toBeNull();
  });

  test.each(['agent', 'forge'] as const)(
    'wakes when a comment for the %s arrives',
    async (target) => {
      await arranged.signal('one');
      await snooze();
      await comment(target);
      expect(await readEnd()).toBeNull();
      await snooze();
      await comment(target);
      expect(await readEnd()).toEqual(until);
    },
  );

  test('is deleted with its snooze', async () => {
    await snooze();
    await deleteChat(database, 'ada', 'one');
    expect(await runSql(database, 'SELECT * FROM chat_snoozes')).toEqual([]);
  });

  test('wakes for every reason of the section "needs you" and no other', async () => {
    const ranked = await runSql<{ reason: string; wakes: boolean }>(
      database,
      `SELECT reason, verdict_rank(reason) >= verdict_rank('needs_review') AS wakes
        FROM unnest($1::text[]) AS r (reason)`,
      [reasons],
    );
    const expected = reasons.map((reason) => ({
      reason,
      wakes: toSection(reason) === 'needs_you',
    }));
    expect(ranked).toEqual(expected);
  });
});
