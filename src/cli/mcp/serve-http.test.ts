import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecordingTerminal } from '../../../test/support/cli/recording-terminal.ts';
import { type McpHttpServer, serveMcpHttp } from './serve-http.ts';

let server: McpHttpServer;

beforeEach(async () => {
  server = await serveMcpHttp({ terminal: createRecordingTerminal() }, { port: 0 });
});

afterEach(() => server[Symbol.asyncDispose]());

/** With a header that `fetch` does not let anyone set. */
function getStatus(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(server.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, ...headers },
    });
    sent.on('error', reject).on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.end('{}');
  });
}

test('refuses a name of another site that leads to this machine', async () => {
  const { port } = new URL(server.url);
  for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`]) {
    expect(await getStatus({ host })).toBe(403);
  }
});

test('refuses pages of other origins, even on this machine', async () => {
  for (const origin of ['https://evil.example', 'http://localhost:3000', 'null']) {
    expect(await getStatus({ origin })).toBe(403);
  }
});

test('accepts its own names', async () => {
  const { port } = new URL(server.url);
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) {
    const origin = `http://${host}`;
    expect([400, 406]).toContain(await getStatus({ host, origin }));
  }
});

test('names the port that is taken', async () => {
  const port = Number(new URL(server.url).port);
  const second = serveMcpHttp({ terminal: createRecordingTerminal() }, { port });
  await expect(second).rejects.toThrow(`port ${port} is taken`);
});
