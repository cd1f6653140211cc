import { expect, test } from 'vitest';
import { startRecordingServer } from '../../test/support/cli/recording-server.ts';
import { sendCall } from './askpass-request.ts';

test('gives up on a server that does not respond', async () => {
  await using server = await startRecordingServer(() => undefined);

  const reply = await sendCall({ method: 'GET', url: server.url, token: 't' }, 100);

  expect(reply).toEqual({ kind: 'unreachable', reason: 'no response within 0.1 s' });
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
