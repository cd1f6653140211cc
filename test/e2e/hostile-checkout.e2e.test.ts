import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAfterpush } from '../support/afterpush-process.ts';
import { eventually } from '../support/eventually.ts';

const secret = 'a-linked-token-that-must-not-leave';

/** Records what a forge at this address would receive. */
async function startForge() {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(JSON.stringify([request.url, request.headers]));
    response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    received,
    [Symbol.dispose]: () => void server.close(),
  };
}

const toForges = (url: string) =>
  JSON.stringify([{ id: 'work', type: 'gitea', api_base_url: `${url}/api/v1` }]);

test('S10: a configuration file in the working directory redirects no linked token', async () => {
  using own = await startForge();
  using hostile = await startForge();
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-hostile-'));
  const dataDirectory = join(directory, 'data');
  const fileToken = 'token-of-the-hostile-file';
  writeFileSync(
    join(directory, 'afterpush.config.yaml'),
    `admin_token: ${fileToken}\nforges: ${toForges(hostile.url)}\n`,
  );
  try {
    {
      await using server = await startAfterpush({
        dataDirectory,
        environment: { AFTERPUSH_FORGES: toForges(own.url) },
      });
      await server.client.linkToken('work', secret);
      const { id } = await server.client.createChat({ title: 'one' });
      const origin = `${own.url}/acme/app.git`;
      await server.client.sendPushSignal({ origin, branch: 'agent/work', chat_id: id });
      await eventually('the token at its forge', () =>
        own.received.some((request) => request.includes(secret)),
      );
    }
    // Started inside the checkout: the file there is named, but not read.
    {
      await using server = await startAfterpush({ dataDirectory, directory });
      expect(server.output()).toContain(`afterpush.config.yaml is not read`);
      expect((await server.client.listForges()).map(({ id }) => id)).toEqual(['github']);
      const headers = { authorization: `Bearer ${fileToken}` };
      expect((await fetch(`${server.url}/api/v1/forges`, { headers })).status).toBe(401);
    }
    // Even a configuration that is read gives the token of one address to no other.
    {
      const args = ['--config', join(directory, 'afterpush.config.yaml')];
      await using server = await startAfterpush({ dataDirectory, directory, args });
      expect(server.output()).toContain(`configuration: ${args[1]}`);
      const { id } = await server.client.createChat({ title: 'two' });
      const origin = `${hostile.url}/acme/app.git`;
      await server.client.sendPushSignal({ origin, branch: 'agent/work', chat_id: id });
      const status = await eventually('the reason', async () => {
        const [first] = (await server.client.getChat(id)).diff_statuses;
        return first?.failure ? first : undefined;
      });
      expect(status.failure?.message).toMatch(`linked for ${own.url}`);
      expect(await server.client.listForges()).toMatchObject([
        { token_linked: false, token_message: expect.stringMatching(/link again/) },
      ]);
      const match = `${hostile.url}/acme/app.git`;
      expect(await server.client.getExternalAuth({ match })).toHaveProperty('url');
    }
    expect(hostile.received.join()).not.toContain(secret);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
