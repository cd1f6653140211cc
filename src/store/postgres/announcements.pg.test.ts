import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPostgresUrl } from '../../../test/support/databases/postgres-url.ts';
import { runSql } from '../../../test/support/databases/run-sql.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { hasNatsServer, startNatsServer } from '../../../test/support/nats-server.ts';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import { type ArrangedStore, arrangeStore } from '../../../test/support/stored-chats.ts';
import { type Change, ChangeFeed } from '../change-feed.ts';
import type { Driver } from '../database.ts';
import type { EventTransport } from '../event-transport.ts';
import { migrate } from '../migrate.ts';
import { openNats } from '../nats/open-nats.ts';
import { openPostgres } from './open-postgres.ts';

const announce = (payload: string) => `SELECT announce('${payload}')`;

describe('with another transport of events', () => {
  let database: Driver;
  let url: string;
  let arranged: ArrangedStore;
  let published: string[][];

  beforeEach(async () => {
    url = await createPostgresUrl();
    published = [];
    const events: EventTransport = {
      publish: (payloads) => void (payloads.length > 0 && published.push([...payloads])),
      async *listen() {
        yield 'connected' as const;
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
    database = openPostgres({ url, logger: new RecordingLogger(), events });
    arranged = arrangeStore(database);
  });

  afterEach(() => database[Symbol.asyncDispose]());

  test('a statement publishes what it announced, equal announcements once', async () => {
    await arranged.createChat('one');
    expect(published.flat()).toEqual([
      '{"kind" : "chat_created", "chat_id" : "one", "owner_id" : "ada"}',
    ]);
    await runSql(
      database,
      `${announce('a')} UNION ALL ${announce('a')} UNION ALL ${announce('b')}`,
    );
    expect(published.at(-1)).toEqual(['a', 'b']);
    await runSql(database, 'SELECT 1');
    expect(published).toHaveLength(2);
  });

  test('S4: a transaction publishes after its commit, and nothing when it is rolled back', async () => {
    await database.transaction(async (connection) => {
      await runSql(connection, announce('first'));
      await runSql(connection, announce('second'));
      expect(published).toEqual([]);
    });
    expect(published).toEqual([['first', 'second']]);

    const failed = database.transaction(async (connection) => {
      await runSql(connection, announce('undone'));
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    await expect(runSql(database, "SELECT announce('undone'), 1 / 0")).rejects.toThrow();
    await runSql(database, announce('last'));
    expect(published).toEqual([['first', 'second'], ['last']]);
  });

  test('the trigger of verdicts publishes as well', async () => {
    await arranged.createChat('one');
    await arranged.signal('one');
    await runSql(database, "UPDATE chat_diff_statuses SET verdict_due_at = 'infinity'");
    await runSql(database, 'UPDATE chat_diff_statuses SET detailed_at = now()');
    expect(published.at(-1)).toEqual(['{"kind": "verdict_due"}']);
  });

  test('no statement uses the notifications of the database', async () => {
    const listener = openPostgres({ url, logger: new RecordingLogger() });
    const stopped = new AbortController();
    const heard: unknown[] = [];
    const listen = async () => {
      for await (const event of listener.listen('afterpush', stopped.signal)) heard.push(event);
    };
    const listening = listen();
    await eventually('the listener', () => heard.length === 1);
    await arranged.createChat('one');
    await arranged.signal('one');
    // A session without another transport announces by notification.
    await runSql(listener, announce('last'));
    await eventually('the notification', () => heard.length > 1);
    expect(heard.slice(1)).toEqual([{ channel: 'afterpush', payload: 'last' }]);
    stopped.abort();
    await listening;
    await listener[Symbol.asyncDispose]();
  });
});

describe.skipIf(!hasNatsServer)(
  'replicas with NATS (skipped without the program nats-server)',
  () => {
    test('S4: hear of due rows and changes of each other, and resync after the server was lost', async () => {
      await using nats = await startNatsServer();
      const url = await createPostgresUrl();
      const logger = new RecordingLogger();
      const timing = { retryMs: 20, probeMs: 200 };
      const openReplica = () => {
        const events = openNats({ url: nats.url, logger, timing });
        return openPostgres({ url, logger, events });
      };
      await using one = openReplica();
      await using other = openReplica();
      await migrate(one);
      const arranged = arrangeStore(one);
      const feed = new ChangeFeed(other, logger);
      const stopped = new AbortController();
      const running = feed.run(stopped.signal);
      const received: Change[] = [];
      const read = async () => {
        for await (const change of feed.subscribe()) received.push(change);
      };
      const reading = read();
      const hasKind = (kind: Change['kind']) => received.some((change) => change.kind === kind);
      await eventually('the feed', () => feed.connected);

      await arranged.createChat('one');
      await arranged.signal('one');
      await eventually('the wake-up', () => hasKind('due') && hasKind('diff_status_change'));

      await nats.kill();
      await eventually('the loss', () => !feed.connected);
      received.length = 0;
      await arranged.signal('one');
      await nats.start();
      await eventually('the resync', () => hasKind('resync') && feed.connected);

      received.length = 0;
      await eventually('the next wake-up', async () => {
        await arranged.signal('one', 'other');
        return hasKind('due');
      });
      stopped.abort();
      await Promise.all([running, reading]);
    });
  },
);
