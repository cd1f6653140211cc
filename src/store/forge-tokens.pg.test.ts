import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import type { Database } from './database.ts';
import { type ForgeAddress, ForgeTokens } from './forge-tokens.ts';
import { ensureUser } from './queries/tokens/ensure-user.ts';

const linkedFor = {
  apiBaseUrl: 'https://git.example/base/api/v4',
  webBaseUrl: 'https://git.example/base',
};

describeEachDatabase('linked tokens', (open) => {
  let database: Database;

  beforeEach(async () => {
    database = open();
    await ensureUser(database, 'ada', 'Ada');
    await ensureUser(database, 'grace', 'Grace');
  });

  /** The tokens as a server with this configuration sees them. */
  const configure = (address: ForgeAddress, key = 1, shared: [string, string][] = []) =>
    new ForgeTokens({
      database,
      secretKey: Buffer.alloc(32, key),
      findAddress: (id) => (id === 'work' ? address : undefined),
      sharedTokens: new Map(shared),
    });

  const find = (tokens: ForgeTokens, owner = 'ada') => tokens.findToken(owner, 'work');

  test('are returned to their owner, at the address they were linked for', async () => {
    const tokens = configure(linkedFor);
    await tokens.linkToken('ada', 'work', 'secret');
    expect(await find(tokens)).toMatchObject({ kind: 'token', token: 'secret', shared: false });
    expect(await find(tokens, 'grace')).toMatchObject({ kind: 'no_token' });
    const respelled = {
      apiBaseUrl: 'https://GIT.example:443/base/api/v4/',
      webBaseUrl: 'https://git.example/base/',
    };
    expect(await find(configure(respelled))).toMatchObject({ token: 'secret' });
  });

  test.each([
    ['host of the API', { apiBaseUrl: 'https://evil.example/base/api/v4' }],
    ['port of the API', { apiBaseUrl: 'https://git.example:8443/base/api/v4' }],
    ['path of the API', { apiBaseUrl: 'https://git.example/other/api/v4' }],
    ['scheme of the API', { apiBaseUrl: 'http://git.example/base/api/v4' }],
    ['host of the pages', { webBaseUrl: 'https://evil.example/base' }],
    ['path of the pages', { webBaseUrl: 'https://git.example' }],
    ['case of the path', { webBaseUrl: 'https://git.example/Base' }],
  ])('S10: are not used after the %s changed, and the message names the old one', async (_, to) => {
    await configure(linkedFor).linkToken('ada', 'work', 'secret');
    const moved = configure({ ...linkedFor, ...to });
    const [former] = 'apiBaseUrl' in to ? [linkedFor.apiBaseUrl] : [linkedFor.webBaseUrl];
    const found = await find(moved);
    expect(found).toMatchObject({ kind: 'no_token' });
    expect(found).toMatchObject({
      message: expect.stringMatching(new RegExp(`linked for ${former},.*link again`)),
    });
    await moved.linkToken('ada', 'work', 'another');
    expect(await find(moved)).toMatchObject({ token: 'another' });
    expect(await find(configure(linkedFor))).toMatchObject({ kind: 'no_token' });
  });

  const source = { kind: 'gh', name: 'gh' } as const;

  /** The tokens of a server that found one in `gh`. */
  const discover = (refused: string[] = [], shared: [string, string][] = []) =>
    new ForgeTokens({
      database,
      secretKey: Buffer.alloc(32, 1),
      findAddress: () => linkedFor,
      sharedTokens: new Map(shared),
      localTokens: {
        ownerId: 'ada',
        find: async () => ({ token: 'found', source }),
        refuse: (_, token) => void refused.push(token),
      },
    });

  test('found in other tools serve their person only, and are never stored', async () => {
    const refused: string[] = [];
    const tokens = discover(refused);
    expect(await find(tokens)).toMatchObject({ kind: 'token', token: 'found', source });
    expect(await find(tokens, 'grace')).toMatchObject({ kind: 'no_token' });
    expect(await runSql(database, 'SELECT * FROM forge_tokens')).toEqual([]);
    tokens.reportRefused('work', 'found');
    expect(refused).toEqual(['found']);
    await tokens.linkToken('ada', 'work', 'secret');
    expect(await find(tokens)).toMatchObject({ token: 'secret', source: { kind: 'linked' } });
  });

  test('found in another tool are stored, encrypted, once their person links them', async () => {
    const tokens = discover();
    expect(await tokens.linkFoundToken('grace', 'work')).toBe(false);
    expect(await tokens.linkFoundToken('ada', 'work')).toBe(true);
    expect(await find(configure(linkedFor))).toMatchObject({ token: 'found' });
    const [row] = await runSql<{ ciphertext: Buffer }>(database, 'SELECT * FROM forge_tokens');
    expect(Buffer.from(row?.ciphertext ?? '').includes('found')).toBe(false);
    expect(await tokens.linkFoundToken('ada', 'work')).toBe(false);
  });

  test('of the configuration are not linked as found ones', async () => {
    const tokens = discover([], [['work', 'shared']]);
    expect(await tokens.linkFoundToken('ada', 'work')).toBe(false);
  });

  test('S10: are not replaced by the configured token when their address changed', async () => {
    await configure(linkedFor).linkToken('ada', 'work', 'secret');
    const moved = { ...linkedFor, webBaseUrl: 'https://evil.example' };
    const found = await find(configure(moved, 1, [['work', 'shared']]));
    expect(found).toMatchObject({ kind: 'no_token' });
  });

  test('S10: of an older version, without an address, are not used at any address', async () => {
    await configure(linkedFor).linkToken('ada', 'work', 'secret');
    await runSql(database, 'UPDATE forge_tokens SET api_base_url = NULL, web_base_url = NULL');
    expect(await find(configure(linkedFor))).toMatchObject({
      kind: 'no_token',
      message: expect.stringMatching(/older version.*link again/),
    });
    await configure(linkedFor).linkToken('ada', 'work', 'secret');
    expect(await find(configure(linkedFor))).toMatchObject({ token: 'secret' });
  });

  test('S10: cannot be moved to another address or owner by changing the row', async () => {
    await configure(linkedFor).linkToken('ada', 'work', 'secret');
    const evil = { apiBaseUrl: 'https://evil.example/api', webBaseUrl: 'https://evil.example' };
    await runSql(
      database,
      `UPDATE forge_tokens SET api_base_url = '${evil.apiBaseUrl}', web_base_url = '${evil.webBaseUrl}'`,
    );
    expect(await find(configure(evil))).toMatchObject({ kind: 'no_token' });
    await configure(linkedFor).linkToken('ada', 'work', 'secret');
    await runSql(database, `UPDATE forge_tokens SET owner_id = 'grace'`);
    expect(await find(configure(linkedFor), 'grace')).toMatchObject({ kind: 'no_token' });
  });

  test('stored with another secret key have to be linked again', async () => {
    await configure(linkedFor).linkToken('ada', 'work', 'secret');
    expect(await find(configure(linkedFor, 2))).toMatchObject({
      message: expect.stringContaining('AFTERPUSH_SECRET_KEY'),
    });
  });
});
