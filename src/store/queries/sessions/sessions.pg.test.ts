import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import type { Database } from '../../database.ts';
import { ensureUser } from '../tokens/ensure-user.ts';
import { createSession } from './create-session.ts';
import { deleteIdleSessions } from './delete-idle-sessions.ts';
import { endSession } from './end-session.ts';
import { findSession } from './find-session.ts';
import { listSessions } from './list-sessions.ts';
import { saveLoginCode } from './save-login-code.ts';
import { useLoginCode } from './use-login-code.ts';

const toHash = (fill: number) => Buffer.alloc(32, fill);

describeEachDatabase('sessions', (open) => {
  let database: Database;

  beforeEach(async () => {
    database = open();
    await ensureUser(database, 'ada', 'Ada');
    await ensureUser(database, 'grace', 'Grace');
  });

  const create = (id: string, cookie: number, secret: number, userId = 'ada') =>
    createSession(database, {
      id,
      userId,
      cookieHash: toHash(cookie),
      pageSecretHash: toHash(secret),
      userAgent: 'Firefox',
    });
  const find = (cookies: number[], secret: number) =>
    findSession(database, cookies.map(toHash), toHash(secret));
  const setIdle = (days: number) =>
    runSql(
      database,
      `UPDATE sessions SET last_used_at = now() - ${days}::int * interval '1 day' - interval '1 s'`,
    );

  test('are found by both secrets, never by one of them', async () => {
    await create('one', 1, 2);
    await create('two', 3, 4);
    expect(await find([1], 2)).toEqual({ id: 'one', userId: 'ada' });
    expect(await find([9, 3], 4)).toEqual({ id: 'two', userId: 'ada' });
    expect(await find([1], 4)).toBeUndefined();
    expect(await find([2], 1)).toBeUndefined();
    expect(await find([], 2)).toBeUndefined();
  });

  test('end after 30 days without use, and every use counts', async () => {
    await create('one', 1, 2);
    await setIdle(29);
    expect(await find([1], 2)).toBeDefined();
    await setIdle(29);
    expect(await find([1], 2)).toBeDefined();
    await deleteIdleSessions(database);
    expect(await listSessions(database, 'ada')).toHaveLength(1);
    await setIdle(30);
    expect(await find([1], 2)).toBeUndefined();
    expect(await listSessions(database, 'ada')).toEqual([]);
    await deleteIdleSessions(database);
    expect(await runSql(database, 'SELECT id FROM sessions')).toEqual([]);
  });

  test('are listed and ended by their user only', async () => {
    await create('one', 1, 2);
    await create('hers', 3, 4, 'grace');
    expect(await listSessions(database, 'ada')).toMatchObject([
      { id: 'one', userAgent: 'Firefox' },
    ]);
    expect(await endSession(database, 'ada', 'hers')).toBe(false);
    expect(await find([3], 4)).toBeDefined();
    expect(await endSession(database, 'ada', 'one')).toBe(true);
    expect(await endSession(database, 'ada', 'one')).toBe(false);
    expect(await find([1], 2)).toBeUndefined();
  });

  describe('a login code', () => {
    test('signs in once', async () => {
      const expiresAt = await saveLoginCode(database, 'ada', toHash(5));
      const leftMs = expiresAt.getTime() - Date.now();
      expect(leftMs).toBeGreaterThan(0);
      expect(leftMs).toBeLessThan(60 * 60_000);
      const used = await Promise.all([
        useLoginCode(database, toHash(5)),
        useLoginCode(database, toHash(5)),
      ]);
      expect(used.filter((userId) => userId !== undefined)).toEqual(['ada']);
      expect(await useLoginCode(database, toHash(5))).toBeUndefined();
      expect(await useLoginCode(database, toHash(6))).toBeUndefined();
    });

    test('expires, and is deleted when the next one is stored', async () => {
      await saveLoginCode(database, 'ada', toHash(5));
      await runSql(database, 'UPDATE login_codes SET expires_at = now()');
      await saveLoginCode(database, 'ada', toHash(6));
      expect(await runSql(database, 'SELECT code_hash FROM login_codes')).toHaveLength(1);
      await runSql(database, 'UPDATE login_codes SET expires_at = now()');
      expect(await useLoginCode(database, toHash(6))).toBeUndefined();
    });
  });
});
