import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { Database } from '../../database.ts';
import { listDiffStatuses } from './list-diff-statuses.ts';
import { listTimeline } from './list-timeline.ts';

const https = 'https://forge.test/acme/app.git';
const spellings = [
  https,
  'https://forge.test/acme/app',
  'git@forge.test:acme/app.git',
  'https://forge.test/Acme/App.git',
];
const served = { forgeId: 'forge', repository: 'acme/app' };
const unserved = { forgeId: '', repository: '' };

describeEachDatabase('a branch', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
  });

  const signal = (remoteOrigin: string, identity = served, branch = 'main') =>
    arranged.store.markStale({
      ownerId: 'ada',
      chatIds: ['one'],
      remoteOrigin,
      headSha: null,
      branch,
      ...identity,
    });
  const list = () => listDiffStatuses(database, ['one']);
  const timeline = async (remoteOrigin: string) =>
    (
      await listTimeline(database, {
        chatId: 'one',
        remoteOrigin,
        branch: 'main',
        before: null,
        limit: 50,
      })
    ).map(({ kind }) => kind);

  test('that is reached by several addresses of one repository has one row', async () => {
    for (const spelling of spellings) await signal(spelling);
    await signal(https);

    const rows = await list();

    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ git_remote_origin: https, revision: 5 });
    expect(rows[0]?.other_remote_origins.toSorted()).toEqual(spellings.slice(1).toSorted());
  });

  test('that is reached by several addresses at once has one row, and no signal is lost', async () => {
    const chatIds = (await Promise.all(spellings.map((spelling) => signal(spelling)))).flatMap(
      (marked) => marked.publicIds,
    );

    expect(chatIds).toEqual(['one', 'one', 'one', 'one']);
    expect(await list()).toMatchObject([{ revision: 4 }]);
  });

  test('of another name, repository or forge has its own row', async () => {
    await signal(https);
    await signal(https, served, 'Main');
    await signal('https://forge.test/acme/other.git', {
      forgeId: 'forge',
      repository: 'acme/other',
    });
    await signal('https://other.test/acme/app.git', { forgeId: 'other', repository: 'acme/app' });
    expect(await list()).toHaveLength(4);
  });

  test('that no forge serves is identified by its address', async () => {
    await signal('https://elsewhere.test/acme/app.git', unserved);
    await signal('https://elsewhere.test/acme/app', unserved);
    expect(await list()).toHaveLength(2);
  });

  test('keeps a limited number of addresses, the last ones', async () => {
    await signal(https);
    for (let index = 0; index < 25; index += 1)
      await signal(`https://forge.test/acme/app?${index}`);
    const [row] = await list();
    expect(row?.other_remote_origins).toHaveLength(20);
    expect(row?.other_remote_origins).toContain('https://forge.test/acme/app?24');
  });

  test('is still reached by a known address that no forge serves any more', async () => {
    await signal(https);
    await signal('git@alias:acme/app.git');
    await signal('git@alias:acme/app.git', unserved);
    expect(await list()).toMatchObject([{ forge_id: 'forge', revision: 3 }]);
  });

  describe('whose repository was renamed', () => {
    const ssh = 'git@forge.test:acme/app.git';
    const acquire = async (remoteOrigin: string) => {
      await arranged.pass(1_000);
      const row = (await arranged.acquire()).find((one) => one.remoteOrigin === remoteOrigin);
      if (!row) throw new Error('the row was not acquired');
      return row;
    };
    /** The row of the first origin follows its repository; the other one is of its successor. */
    const replace = async () => {
      await signal(https);
      const renamed = { name: 'Acme/Renamed', id: '7' };
      await arranged.store.recordPullRequest(
        await acquire(https),
        toPullRequest(),
        inTwoMinutes,
        renamed,
      );
      await signal(ssh);
      const successor = { name: 'acme/app', id: '8' };
      await arranged.store.recordNoPullRequest(await acquire(ssh), inTwoMinutes, successor);
    };

    test('is not merged with the same branch of a repository that took over its name', async () => {
      await replace();
      for (const origin of [https, ssh]) await signal(origin);
      const rows = await list();
      expect(rows.map((row) => [row.git_remote_origin, row.repository, row.repository_id])).toEqual(
        expect.arrayContaining([
          [https, 'acme/renamed', '7'],
          [ssh, 'acme/app', '8'],
        ]),
      );
      expect(rows).toHaveLength(2);
    });

    test('follows it also where there is no pull request to show', async () => {
      await signal(https);
      const renamed = { name: 'Acme/Renamed', id: '7' };
      await arranged.store.recordNoPullRequest(await acquire(https), inTwoMinutes, renamed);
      expect(await list()).toMatchObject([{ repository: 'acme/renamed', repository_id: '7' }]);
      await signal(https);
      const moved = { name: 'acme/moved', id: '7' };
      await arranged.store.clearPullRequest(await acquire(https), inTwoMinutes, moved);
      expect(await list()).toMatchObject([{ repository: 'acme/moved', repository_id: '7' }]);
    });

    test('is known by its name again when it is pushed after the repository was lost', async () => {
      const fail = async (kind: 'not_found' | 'unavailable') => {
        await signal(https);
        const failure = { kind, message: '' };
        await arranged.store.recordFailure(await acquire(https), failure, inTwoMinutes);
        await signal(https);
        return (await list())[0];
      };
      await signal(https);
      const deleted = { name: 'acme/former', id: '7' };
      await arranged.store.recordNoPullRequest(await acquire(https), inTwoMinutes, deleted);
      expect(await fail('unavailable')).toMatchObject({
        repository: 'acme/former',
        repository_id: '7',
      });
      expect(await fail('not_found')).toMatchObject({
        repository: 'acme/app',
        repository_id: null,
      });
    });
  });

  describe('whose addresses turn out to be one repository', () => {
    const comment = (remoteOrigin: string) =>
      runSql(
        database,
        `INSERT INTO comments (chat_id, id, git_remote_origin, git_branch, path, quoted, body, target, author_id)
        VALUES ('one', $1, $1, 'main', 'a', '', '', 'agent', 'ada')`,
        [remoteOrigin],
      );
    const listCommented = async () =>
      (
        await runSql<{ origin: string }>(
          database,
          'SELECT DISTINCT git_remote_origin AS origin FROM comments',
        )
      ).map(({ origin }) => origin);

    test('gets one row when a signal names it, with the timeline and comments of both', async () => {
      const ssh = 'git@forge.test:acme/app.git';
      await signal(ssh, unserved);
      await comment(ssh);
      await signal(https);
      await comment(https);

      await signal(ssh);

      const rows = await list();
      expect(rows).toMatchObject([{ git_remote_origin: https, other_remote_origins: [ssh] }]);
      expect(await listCommented()).toEqual([https]);
      expect((await timeline(https)).filter((kind) => kind === 'branch_tracked')).toHaveLength(2);
    });

    test.each(['assigned forge', 'assigned repository'] as const)(
      'gets one row when a worker learns of it: %s',
      async (kind) => {
        const ssh = 'git@forge.test:acme/app.git';
        const before =
          kind === 'assigned forge'
            ? { forgeId: '', repository: 'acme/app' }
            : { forgeId: 'forge', repository: '' };
        await signal(https);
        await signal(ssh, before);
        await comment(https);
        await arranged.pass(1_000);
        const rows = await arranged.acquire(before.forgeId);
        const row = rows.find(({ remoteOrigin }) => remoteOrigin === ssh);
        if (!row) throw new Error('the row was not acquired');

        if (kind === 'assigned forge') await arranged.store.assignForge(row, 'forge');
        else await arranged.store.assignRepository(row, 'acme/app');

        // The most recently reported one survives.
        const [survivor, ...others] = await list();
        expect(others).toEqual([]);
        expect(survivor).toMatchObject({
          git_remote_origin: ssh,
          other_remote_origins: [https],
          forge_id: 'forge',
        });
        expect(await listCommented()).toEqual([ssh]);
      },
    );

    test('S1: gives a worker of the absorbed row nothing to write to', async () => {
      await signal('git@forge.test:acme/app.git', unserved);
      await arranged.pass(1_000);
      const [late] = await arranged.acquire('');
      if (!late) throw new Error('the row was not acquired');
      await signal(https);
      await signal('git@forge.test:acme/app.git');

      expect(await arranged.store.recordPullRequest(late, toPullRequest(), inTwoMinutes)).toBe(
        'superseded',
      );
      expect((await list())[0]?.url).toBeNull();
    });
  });
});
