import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { AcquiredRow } from '../../../domain/tracked-branch.ts';
import type { Database } from '../../database.ts';
import { createValidatorCache } from '../../validator-cache.ts';
import { findForgeToken } from './find-forge-token.ts';
import { findUserByApiToken } from './find-user-by-api-token.ts';
import { saveApiToken } from './save-api-token.ts';
import { saveForgeToken } from './save-forge-token.ts';

const address = { apiBaseUrl: 'https://api.forge.test', webBaseUrl: 'https://forge.test' };

describeEachDatabase('tokens', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let row: AcquiredRow;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
    row = await arranged.signalAndAcquire('one');
  });

  test('an API token is found by its hash and returns its user', async () => {
    const hash = Buffer.alloc(32, 7);
    await saveApiToken(database, 'ada', hash);
    expect(await findUserByApiToken(database, hash)).toBe('ada');
    expect(await findUserByApiToken(database, Buffer.alloc(32, 8))).toBeUndefined();
  });

  test('a cached response is kept up to a size that thousands of them may have', async () => {
    const cache = createValidatorCache(database);
    const save = (url: string, value: unknown) =>
      cache.saveValidated('f', url, { etag: '"1"', value });
    await save('https://forge.test/small', ['x'.repeat(100_000)]);
    await save('https://forge.test/large', ['x'.repeat(600_000)]);
    for (const one of [cache, createValidatorCache(database)]) {
      expect(await one.findValidated('f', 'https://forge.test/small')).toMatchObject({
        etag: '"1"',
      });
      expect(await one.findValidated('f', 'https://forge.test/large')).toBeUndefined();
    }
  });

  describe('S5: pausing a token', () => {
    const retryInMs = 1_800_000;
    const pause = {
      forgeId: 'forge',
      tokenFingerprint: 'shared',
      retryInMs,
      bucket: null,
      statusBuckets: ['core', 'graphql'],
      message: 'wait',
    };

    test('moves every earlier row of the token behind the pause', async () => {
      await arranged.createChat('two');
      await arranged.signal('two');
      await arranged.store.pauseToken({ ...pause, shared: true });
      for (const chat of ['one', 'two']) {
        const stored = await arranged.read(chat);
        const [found] = (await findForgeToken(database, 'ada', 'forge', 'shared')).pauses;
        const until = found?.until.getTime() ?? 0;
        expect(stored.stale_at?.getTime()).toBeGreaterThanOrEqual(until);
        expect(stored.stale_at?.getTime()).toBeLessThan(until + 5_000);
        expect(stored.failure_kind).toBe('rate_limited');
        expect(stored.failure_retry_at?.getTime()).toBe(until);
      }
    });

    test('ends on the very second that the forge gave', async () => {
      const until = Math.ceil((await arranged.now()) / 1_000) * 1_000 + 60_000;
      const retryInMs = until - (await arranged.now());
      await arranged.store.pauseToken({ ...pause, shared: true, retryInMs, endsOnSecond: true });
      const [found] = (await findForgeToken(database, 'ada', 'forge', 'shared')).pauses;
      expect((found?.until.getTime() ?? 1) % 1_000).toBe(0);
    });

    test('with one used up quota moves no row while another can serve', async () => {
      const graphQl = { ...pause, bucket: 'graphql', shared: true };
      await arranged.store.pauseToken(graphQl);
      expect((await arranged.read('one')).failure_kind).toBeNull();
    });

    test.each([
      ['graphql', 'core'],
      ['core', 'graphql'],
    ])('with every quota used up, %s and then %s, waits for the first one', async (one, other) => {
      const paused = { ...pause, shared: true };
      await arranged.store.pauseToken({ ...paused, bucket: one, retryInMs: 600_000 });
      await arranged.store.pauseToken({ ...paused, bucket: other, retryInMs: 1_800_000 });
      expect((await arranged.read('one')).failure_kind).toBe('rate_limited');
      const dueInMs = await arranged.dueIn('one');
      expect(dueInMs).toBeGreaterThan(590_000);
      expect(dueInMs).toBeLessThan(606_000);
    });

    test('as a whole moves rows although one of its quotas can serve', async () => {
      await arranged.store.pauseToken({
        ...pause,
        shared: true,
        bucket: 'graphql',
        retryInMs: 60_000,
      });
      await arranged.store.pauseToken({ ...pause, shared: true });
      expect(await arranged.dueIn('one')).toBeGreaterThan(1_790_000);
    });

    test('does not affect other forges and other tokens', async () => {
      await arranged.createChat('other-forge');
      await arranged.signal('other-forge', 'main', 'elsewhere');
      await arranged.createChat('own-token', 'grace');
      await arranged.signal('own-token', 'main', 'forge', 'grace');
      const token = { ciphertext: Buffer.from('x'), fingerprint: 'hers', ...address };
      await saveForgeToken(database, { ownerId: 'grace', forgeId: 'forge', ...token });
      await arranged.store.pauseToken({ ...pause, shared: true });
      expect((await arranged.read('other-forge')).failure_kind).toBeNull();
      expect((await arranged.read('own-token')).failure_kind).toBeNull();
    });

    test('is visible to every replica that looks up the token', async () => {
      await arranged.store.pauseToken({ ...pause, shared: true });
      const found = await findForgeToken(database, 'ada', 'forge', 'shared');
      expect(found.pauses).toMatchObject([{ bucket: null }]);
      expect(found.pauses[0]?.endsInMs).toBeGreaterThan(retryInMs - 10_000);
      const other = await findForgeToken(database, 'ada', 'forge', 'another');
      expect(other.pauses).toEqual([]);
    });
  });

  describe('linking a token', () => {
    const sealed = { ciphertext: Buffer.from('sealed'), fingerprint: 'f' };
    const token = { forgeId: 'forge', ...sealed, ...address };

    test('makes the owner’s waiting rows due at once', async () => {
      const missing = { kind: 'no_token', message: 'link one' } as const;
      await arranged.store.recordFailure(row, missing, { kind: 'in', delayMs: 600_000 });
      await saveForgeToken(database, { ownerId: 'ada', ...token });
      expect(await arranged.dueIn('one')).toBeLessThanOrEqual(0);
    });

    test('leaves other rows as they are', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      await saveForgeToken(database, { ownerId: 'ada', ...token });
      expect(await arranged.dueIn('one')).toBeGreaterThan(100_000);
    });
  });
});
