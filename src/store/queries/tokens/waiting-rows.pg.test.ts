import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { AcquiredRow } from '../../../domain/tracked-branch.ts';
import type { Database } from '../../database.ts';
import { deleteForgeToken } from './delete-forge-token.ts';
import { releaseChangedTokens } from './release-changed-tokens.ts';
import { saveForgeToken } from './save-forge-token.ts';

const later = { kind: 'after_pause', delayMs: 1_800_000 } as const;
const limited = { kind: 'rate_limited', message: 'wait' } as const;
const missing = { kind: 'no_token', message: 'link one' } as const;
const toLinked = (fingerprint: string) => ({
  ownerId: 'ada',
  forgeId: 'forge',
  ciphertext: Buffer.from('sealed'),
  fingerprint,
  apiBaseUrl: 'https://api.forge.test',
  webBaseUrl: 'https://forge.test',
});

describeEachDatabase('rows that wait for another token', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let row: AcquiredRow;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
    row = await arranged.signalAndAcquire('one');
  });

  const isDue = async () => ((await arranged.dueIn('one')) ?? Infinity) <= 0;

  describe('because of a token of the configuration', () => {
    test.each([
      ['appeared', missing, null, 'new', true],
      ['was replaced while it was limited', limited, 'old', 'new', true],
      ['vanished while it was limited', limited, 'old', null, true],
      ['is still the limited one', limited, 'old', 'old', false],
      ['is still missing', missing, null, null, false],
    ] as const)('that %s', async (_, failure, before, after, released) => {
      await arranged.store.recordFailure(row, failure, later, before);
      await releaseChangedTokens(database, 'forge', after);
      expect(await isDue()).toBe(released);
    });

    test('are not released by a change for owners with a token that is linked', async () => {
      await saveForgeToken(database, toLinked('hers'));
      const [again] = await arranged.acquire();
      if (!again) throw new Error('the row was not acquired');
      await arranged.store.recordFailure(again, limited, later, 'hers');
      await releaseChangedTokens(database, 'forge', 'new');
      expect(await isDue()).toBe(false);
    });

    test('are released when a pause was what moved them', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      await arranged.store.pauseToken({
        forgeId: 'forge',
        tokenFingerprint: 'old',
        retryInMs: 1_800_000,
        bucket: null,
        statusBuckets: ['core'],
        message: 'wait',
        shared: true,
      });
      expect(await isDue()).toBe(false);
      await releaseChangedTokens(database, 'forge', 'new');
      expect(await isDue()).toBe(true);
    });
  });

  test('are released when a linked token is unlinked, because another may serve them', async () => {
    await saveForgeToken(database, toLinked('hers'));
    const [again] = await arranged.acquire();
    if (!again) throw new Error('the row was not acquired');
    await arranged.store.recordFailure(again, limited, later, 'hers');
    await deleteForgeToken(database, 'ada', 'forge');
    expect(await isDue()).toBe(true);
  });

  test('are released although their refresh with the previous token is running', async () => {
    await saveForgeToken(database, toLinked('hers'));
    await arranged.store.recordFailure(row, missing, later);
    expect(await isDue()).toBe(true);
  });

  test('are left alone when they do not wait, or belong to another owner or forge', async () => {
    await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
    await saveForgeToken(database, toLinked('hers'));
    await releaseChangedTokens(database, 'forge', 'new');
    expect(await isDue()).toBe(false);
    const [again] = [await arranged.signalAndAcquire('one')];
    await arranged.store.recordFailure(again, missing, later);
    await saveForgeToken(database, { ...toLinked('theirs'), forgeId: 'other' });
    await releaseChangedTokens(database, 'other', 'new');
    expect(await isDue()).toBe(false);
  });

  const addLane = (fingerprint: string) =>
    runSql(
      database,
      `INSERT INTO lanes (forge_id, url_prefix, owner_id, due_at, token_fingerprint)
       VALUES ('forge', 'https://forge.test/acme/app/pull/', 'ada', now() + interval '1 hour',
         '${fingerprint}')`,
    );
  const isLaneDue = async () => (await arranged.store.findNextLane()) === 0;

  test('are surveyed at once, together with their repositories', async () => {
    await arranged.store.recordFailure(row, limited, later, 'old');
    await addLane('new');
    await releaseChangedTokens(database, 'forge', 'new');
    expect(await isLaneDue()).toBe(true);
  });

  describe('although another quota serves the rows, the lanes of a limited one are surveyed at once', () => {
    beforeEach(() => arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes));

    test('when another token is linked, and when it is unlinked', async () => {
      await addLane('old');
      await saveForgeToken(database, toLinked('hers'));
      expect(await isLaneDue()).toBe(true);
      await runSql(database, `UPDATE lanes SET due_at = now() + interval '1 hour'`);
      await deleteForgeToken(database, 'ada', 'forge');
      expect(await isLaneDue()).toBe(true);
    });

    test.each([
      ['old', 'new', true],
      ['old', 'old', false],
      ['old', null, false],
    ])('with the token %s where the configuration has the token %s: %s', async (was, is, due) => {
      await addLane(was);
      await releaseChangedTokens(database, 'forge', is);
      expect(await isLaneDue()).toBe(due);
    });

    test('but not where a linked token is not the one that was replaced', async () => {
      await saveForgeToken(database, toLinked('hers'));
      await addLane('hers');
      await releaseChangedTokens(database, 'forge', 'new');
      expect(await isLaneDue()).toBe(false);
    });
  });
});
