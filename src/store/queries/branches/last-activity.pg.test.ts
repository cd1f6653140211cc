import { beforeEach, expect, test } from 'vitest';
import { toChecks } from '../../../../test/support/checks.ts';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
  origin,
} from '../../../../test/support/stored-chats.ts';
import type { PullRequest } from '../../../domain/diff-status.ts';
import type { Database } from '../../database.ts';
import { listDiffStatuses } from './list-diff-statuses.ts';
import { listTimeline } from './list-timeline.ts';

const longAgo = new Date('2026-01-02T03:04:05.000Z');
const passed = { ...toChecks({}), state: 'passed', passed: 2, failed: 0, pending: 0 } as const;
const failed = { ...passed, state: 'failed', passed: 1, failed: 1 } as const;

describeEachDatabase('the last activity of a branch', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
    await arranged.signal('one');
  });

  const read = async () => {
    const [status] = await listDiffStatuses(database, ['one']);
    if (!status) throw new Error('the branch is gone');
    return status;
  };
  const acquire = async () => {
    await runSql(database, "UPDATE chat_diff_statuses SET stale_at = now() - interval '1 minute'");
    const [row] = await arranged.acquire();
    if (!row) throw new Error('the branch is not due');
    return row;
  };
  const refresh = async (change: Partial<PullRequest>) => {
    const row = await acquire();
    const pullRequest = toPullRequest({ changedAt: longAgo, ...change });
    await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
  };
  /** As if Afterpush had found the branch at the forge. */
  const forgetPush = () => runSql(database, 'UPDATE chat_diff_statuses SET reported_at = NULL');

  test('is its push while there is no pull request', async () => {
    await arranged.pass(60_000);
    const { active_at: activeAt, reported_at: reportedAt } = await read();
    expect(activeAt).toEqual(reportedAt);
  });

  test('is its push, until the forge reports a later change', async () => {
    await refresh({});
    const { active_at: activeAt, reported_at: reportedAt } = await read();
    expect(activeAt).toEqual(reportedAt);
  });

  test('is the last change of a pull request that was found long after it', async () => {
    await forgetPush();
    await refresh({ checks: failed });
    expect((await read()).active_at).toEqual(longAgo);
  });

  test('is the moment in which checks got another result', async () => {
    await forgetPush();
    await refresh({ checks: passed });
    await refresh({ checks: failed });
    const [last] = await listTimeline(database, {
      chatId: 'one',
      remoteOrigin: origin,
      branch: 'main',
      before: null,
      limit: 1,
    });
    expect(last?.kind).toBe('checks_changed');
    expect((await read()).active_at).toEqual(last?.at);
  });

  test('does not move with refreshes that find nothing new, nor with failed ones', async () => {
    await forgetPush();
    await refresh({ checks: passed });
    await refresh({ checks: passed });
    const failure = { kind: 'unavailable', message: 'forge.test answered 502' } as const;
    await arranged.store.recordFailure(await acquire(), failure, inTwoMinutes);
    await refresh({ checks: passed });
    expect((await read()).active_at).toEqual(longAgo);
  });

  test('is never later than now, if the clock of the forge is ahead', async () => {
    await refresh({ changedAt: new Date('2099-01-01T00:00:00Z') });
    expect((await read()).active_at.getUTCFullYear()).toBeLessThan(2099);
  });
});
