import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { RecordingLogger } from '../../../../test/support/recording-logger.ts';
import { arrangeStore, origin } from '../../../../test/support/stored-chats.ts';
import { type Change, ChangeFeed } from '../../change-feed.ts';
import type { Database } from '../../database.ts';
import { deleteChat } from '../chats/delete-chat.ts';
import { type CreateComment, createComment } from './create-comment.ts';
import { deleteRefusedComment } from './delete-refused-comment.ts';
import { findComment } from './find-comment.ts';
import { listComments } from './list-comments.ts';
import { receiveComment } from './receive-comment.ts';
import { saveCommentUrl } from './save-comment-url.ts';

const toNew = (change: Partial<CreateComment> = {}): CreateComment => ({
  chat_id: 'one',
  owner_id: 'ada',
  id: 'first',
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
  target: 'agent',
  author_id: 'ada',
  ...change,
});

describeEachDatabase('a comment', (open) => {
  let database: Database;

  beforeEach(async () => {
    database = open();
    await arrangeStore(database).createChat('one');
    await arrangeStore(database).createChat('hers', 'grace');
  });

  const create = (change: Partial<CreateComment> = {}) => createComment(database, toNew(change));
  const list = async (change: { waiting?: boolean; branch?: string; limit?: number } = {}) => {
    const { waiting = false, branch = null, limit = 10 } = change;
    const request = { ownerId: 'ada', chatId: 'one', remoteOrigins: null, branch, waiting, limit };
    return (await listComments(database, request)).map(({ id }) => id);
  };
  const receive = (id: string, ownerId = 'ada') => receiveComment(database, ownerId, 'one', id);
  const find = (id: string, ownerId = 'ada') => findComment(database, ownerId, 'one', id);

  /** Collects the changes that `work` causes, up to a notification that is sent last. */
  const listen = async (work: () => Promise<unknown>): Promise<Change[]> => {
    const stop = new AbortController();
    const feed = new ChangeFeed(database, new RecordingLogger());
    using changes = feed.subscribe();
    const running = feed.run(stop.signal);
    const heard: Change[] = [];
    for await (const change of changes) {
      if (change.kind === 'delivery') break;
      if (change.kind !== 'resync') heard.push(change);
      else {
        await work();
        await runSql(database, `SELECT pg_notify('afterpush', '{"kind":"delivery"}')`);
      }
    }
    stop.abort();
    await running;
    return heard;
  };
  const notice = (id: string) => ({
    kind: 'comment_change',
    chatId: 'one',
    ownerId: 'ada',
    commentId: id,
  });

  describe('for the agent', () => {
    test('S4: is stored unchanged, and announced by its id', async () => {
      const body = `${'long '.repeat(3_000)}\n\u{1F600}`;
      const heard = await listen(() => create({ body }));
      expect(heard).toEqual([notice('first')]);
      const { owner_id: _owner, ...stored } = toNew({ body });
      expect(await find('first')).toMatchObject({ ...stored, url: null, received_at: null });
    });

    test('is stored without NUL characters, which no column can hold', async () => {
      await create({ body: 'a\0b', quoted: '\0', path: 'c\0' });
      expect(await find('first')).toMatchObject({ body: 'ab', quoted: '', path: 'c' });
    });

    test('is neither changed nor announced again by a second request with its id', async () => {
      await create();
      let again: Awaited<ReturnType<typeof create>>;
      const heard = await listen(async () => {
        again = await create({ body: 'something else' });
      });
      expect(heard).toEqual([]);
      expect(again).toMatchObject({ created: false, comment: { body: 'Why not two?' } });
    });

    test('is created once by concurrent requests', async () => {
      const both = await Promise.all([create(), create()]);
      expect(both.filter((answer) => answer?.created)).toHaveLength(1);
    });

    test('may have the id of a comment in another chat', async () => {
      await create({ chat_id: 'hers', owner_id: 'grace' });
      expect((await create())?.created).toBe(true);
    });
  });

  describe('that the agent received', () => {
    test('S11: no longer waits, and is announced once, however often it is acknowledged', async () => {
      await create();
      await create({ id: 'second' });
      let first: Awaited<ReturnType<typeof receive>>;
      let again: Awaited<ReturnType<typeof receive>>;
      const heard = await listen(async () => {
        first = await receive('first');
        again = await receive('first');
      });
      expect(heard).toEqual([notice('first')]);
      expect(first?.received_at).toBeInstanceOf(Date);
      expect(again?.received_at).toEqual(first?.received_at);
      expect(await list({ waiting: true })).toEqual(['second']);
      expect(await list()).toEqual(['first', 'second']);
    });

    test('has one time of receipt after concurrent requests', async () => {
      await create();
      const [one, other] = await Promise.all([receive('first'), receive('first')]);
      expect(one?.received_at).toBeInstanceOf(Date);
      expect(other?.received_at).toEqual(one?.received_at);
    });

    test('must exist and be for the agent', async () => {
      await create({ target: 'forge' });
      expect(await receive('first')).toBeUndefined();
      expect(await receive('unknown')).toBeUndefined();
    });
  });

  describe('for the forge', () => {
    test('is not visible before the forge accepts it', async () => {
      const heard = await listen(() => create({ target: 'forge' }));
      expect(heard).toEqual([]);
      expect(await find('first')).toBeUndefined();
      expect(await list()).toEqual([]);
      expect(await create({ target: 'forge' })).toMatchObject({
        created: false,
        comment: { published_at: null },
      });
    });

    test('is visible and announced with its URL once the forge accepts it', async () => {
      await create({ target: 'forge' });
      const url = 'https://forge.test/acme/app/pull/1#1';
      const heard = await listen(() =>
        saveCommentUrl(database, { chatId: 'one', commentId: 'first', url }),
      );
      expect(heard).toEqual([notice('first')]);
      expect(await find('first')).toMatchObject({ url, target: 'forge' });
      expect(await list({ waiting: true })).toEqual([]);
    });

    test('can be sent again if the forge refused it, and not deleted if the forge accepted it', async () => {
      await create({ target: 'forge' });
      await deleteRefusedComment(database, 'one', 'first');
      expect((await create({ target: 'forge' }))?.created).toBe(true);
      await saveCommentUrl(database, { chatId: 'one', commentId: 'first', url: null });
      await deleteRefusedComment(database, 'one', 'first');
      expect(await list()).toEqual(['first']);
    });
  });

  test('is listed oldest first: the oldest waiting ones, or the newest of all', async () => {
    for (const id of ['a', 'b', 'c']) await create({ id });
    await create({ id: 'd', git_branch: 'other' });
    expect(await list({ limit: 2 })).toEqual(['c', 'd']);
    expect(await list({ limit: 2, waiting: true })).toEqual(['a', 'b']);
    expect(await list({ branch: 'other' })).toEqual(['d']);
  });

  test('S12: cannot be created, read or received by another user', async () => {
    await create();
    expect(await create({ owner_id: 'grace', id: 'hers' })).toBeUndefined();
    expect(await find('first', 'grace')).toBeUndefined();
    expect(await receive('first', 'grace')).toBeUndefined();
    const request = { ownerId: 'grace', chatId: 'one', remoteOrigins: null, branch: null };
    expect(await listComments(database, { ...request, waiting: false, limit: 9 })).toEqual([]);
  });

  test('is deleted together with its chat', async () => {
    await create();
    await deleteChat(database, 'ada', 'one');
    expect(await runSql(database, 'SELECT id FROM comments')).toEqual([]);
  });
});
