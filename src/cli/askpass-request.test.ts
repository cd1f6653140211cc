import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { startLoopbackServer } from '../../test/support/loopback-server.ts';
import { sendCall } from './askpass-request.ts';

describe('the time limit', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  /** A server that accepts the connection, and responds when the test says so. */
  async function startSlowServer() {
    let onArrival: (response: ServerResponse) => void = () => undefined;
    const arrival = new Promise<ServerResponse>((resolve) => {
      onArrival = resolve;
    });
    const server = await startLoopbackServer((_, response) => onArrival(response));
    return { server, arrival, call: { method: 'GET', token: 't' } as const };
  }

  test('is 3 s for a server that does not accept the connection', async () => {
    const { server, call } = await startSlowServer();
    await using _ = server;
    const reply = sendCall({ ...call, url: server.origin });
    // The connection needs a turn of the event loop, which it has not had yet.
    vi.advanceTimersByTime(3_000);
    expect(await reply).toEqual({ kind: 'unreachable', reason: 'no connection within 3 s' });
  });

  test('is 15 s for a server that accepted the connection', async () => {
    const { server, arrival, call } = await startSlowServer();
    await using _ = server;
    const reply = sendCall({ ...call, url: server.origin });
    const response = await arrival;
    vi.advanceTimersByTime(14_000);
    response.end('{"username":"u"}');
    expect(await reply).toMatchObject({ kind: 'response', body: { username: 'u' } });
  });

  test('calls a server busy that accepted the connection and did not respond', async () => {
    const { server, arrival, call } = await startSlowServer();
    await using _ = server;
    const reply = sendCall({ ...call, url: server.origin });
    await arrival;
    vi.advanceTimersByTime(15_000);
    expect(await reply).toEqual({ kind: 'busy', waitedMs: 15_000 });
  });
});

test('reports an unknown host as unreachable', async () => {
  const reply = await sendCall({ method: 'GET', url: 'http://nowhere.invalid', token: 't' });

  expect(reply).toEqual({ kind: 'unreachable', reason: 'unknown host' });
});

test('returns no body for a response that is not JSON', async () => {
  await using server = await startRecordingServer(() => ({ status: 502 }));

  const reply = await sendCall({ method: 'POST', url: server.url, token: 't', body: { a: 1 } });

  expect(reply).toEqual({ kind: 'response', status: 502, body: undefined });
  expect(server.requests).toMatchObject([{ method: 'POST', body: { a: 1 } }]);
});
