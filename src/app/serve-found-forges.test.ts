import { expect, test } from 'vitest';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { Database } from '../store/database.ts';
import { Polling } from '../sync/polling.ts';
import { createForgeRetry } from './serve-found-forges.ts';

test('hosts that could not be reached are tried every minute, but not while polling is paused', async () => {
  const clock = new FakeClock();
  const polling = new Polling(1);
  const unexpected = () => {
    throw new Error('nothing was found');
  };
  let attempts = 0;
  const loop = createForgeRetry({
    discovery: {
      findForgesOf: unexpected,
      async findUnreachable() {
        attempts += 1;
        return [];
      },
    },
    forges: { addForge: unexpected },
    startWorker: unexpected,
    database: {} as Database,
    tokens: { followLocalToken: unexpected },
    polling,
    clock,
    logger: new RecordingLogger(),
  });
  const stopping = new AbortController();
  const running = loop.run(stopping.signal);
  await settle();
  await clock.advance(60_000);
  expect(attempts).toBe(2);

  polling.note(new Date(clock.now()));
  await clock.advance(600_000);
  expect(attempts).toBe(2);
  polling.note(null);
  await clock.advance(60_000);
  expect(attempts).toBe(3);
  stopping.abort();
  await running;
});
