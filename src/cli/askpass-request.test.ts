import { expect, test } from 'vitest';
import { sendCall } from './askpass-request.ts';
import { startRecordingServer } from './testing/recording-server.ts';

test('a server that stays silent is given up', async () => {
  await using server = await startRecordingServer(() => undefined);

  const reply = await sendCall({ method: 'GET', url: server.url, token: 't' }, 100);

  expect(reply).toEqual({ kind: 'away', reason: 'no answer within 0.1 s' });
});

test('a server that is no web server is away', async () => {
  const reply = await sendCall({ method: 'GET', url: 'http://nowhere.invalid', token: 't' });

  expect(reply).toEqual({ kind: 'away', reason: 'unknown host' });
});

test('an answer that is not JSON is an answer without content', async () => {
  await using server = await startRecordingServer(() => ({ status: 502 }));

  const reply = await sendCall({ method: 'POST', url: server.url, token: 't', body: { a: 1 } });

  expect(reply).toEqual({ kind: 'answered', status: 502, body: undefined });
  expect(server.requests).toMatchObject([{ method: 'POST', body: { a: 1 } }]);
});
