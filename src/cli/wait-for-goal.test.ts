import { expect, test } from 'vitest';
import { startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import { eventually } from '../../test/support/eventually.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { waitForGoal } from './wait-for-goal.ts';

test('believes after a minute that a pull request has no checks, without any event', async () => {
  const clock = new FakeClock();
  const blank = toSampleStatus();
  const status = toSampleStatus({
    pull_request_state: 'open',
    head_sha: 'a'.repeat(40),
    reported_at: new Date(clock.now()).toISOString(),
    checks: { ...blank.checks, passed: 0, failed: 0, pending: 0 },
  });
  await using server = await startRecordingServer(({ path }) =>
    path === '/api/v1/events' ? undefined : { body: toSampleChat('Fix', [status]) },
  );
  const messages: string[] = [];
  const waiting = waitForGoal(
    { chat: { chatId: 'chat-1', branch: undefined }, goal: 'settled', timeoutMs: 600_000 },
    {
      findServer: () => ({ url: server.url, token: 'local-token' }),
      clock,
      signal: new AbortController().signal,
      onProgress: (message) => messages.push(message),
    },
  );
  let isOver = false;
  void waiting.finally(() => (isOver = true));
  await eventually('the end', async () => {
    await clock.advance(5_000);
    return isOver;
  });

  expect(await waiting).toMatchObject({ result: 'reached', message: null });
  expect(messages).toEqual(['Checks may still start.']);
});
