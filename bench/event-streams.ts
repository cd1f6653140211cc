import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger } from '../src/platform/logger.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { createChat } from '../src/store/queries/chats/create-chat.ts';
import { updateChat } from '../src/store/queries/chats/update-chat.ts';
import { ensureUser } from '../src/store/queries/tokens/ensure-user.ts';
import { saveApiToken } from '../src/store/queries/tokens/save-api-token.ts';
import { startAfterpush } from '../test/support/afterpush-process.ts';
import { createPostgresUrl } from '../test/support/databases/postgres-url.ts';
import { readProcess } from './footprint.ts';

export interface StreamResult {
  listeners: number;
  kilobytesPerListener: number;
  /** From the commit of a change to each listener of its owner, in milliseconds. */
  delaysMs: number[];
  /** Share of one core of the server while changes are sent. */
  serverCpu: number;
}

const owners = 500;
const listenersPerOwner = 20;
const listeners = owners * listenersPerOwner;
const changesPerSecond = 100;
const measuredSeconds = 10;
const connectAtOnce = 100;

/** Measures what listeners cost, and how fast changes reach them while changes are spread over all owners. */
export async function measureStreams(): Promise<StreamResult> {
  const databaseUrl = await createPostgresUrl();
  await using server = await startAfterpush({
    environment: { AFTERPUSH_DATABASE_URL: databaseUrl },
  });
  const logger = createLogger('warn');
  await using database = await openDatabase({ databaseUrl, dataDirectory: '', logger, onFatal });
  await arrangeOwners(database);
  const delaysMs: number[] = [];
  const before = readProcess(server.process.pid).rssMegabytes;
  const sockets = await listen(new URL(server.url), (sentAt) =>
    delaysMs.push(performance.now() - sentAt),
  );
  await delay(5_000);
  const after = readProcess(server.process.pid);
  await sendChanges(database);
  await delay(2_000);
  const seconds = measuredSeconds + 2;
  const cpu = readProcess(server.process.pid).cpuSeconds - after.cpuSeconds;
  for (const socket of sockets) socket.destroy();
  return {
    listeners,
    kilobytesPerListener: ((after.rssMegabytes - before) * 1_024) / listeners,
    delaysMs,
    serverCpu: cpu / seconds,
  };
}

function onFatal(error: Error): never {
  throw error;
}

const toToken = (owner: number) => `bench-token-${owner}`;

async function arrangeOwners(database: Database): Promise<void> {
  for (let owner = 0; owner < owners; owner += 1) {
    const ownerId = `owner-${owner}`;
    await ensureUser(database, ownerId, ownerId);
    await saveApiToken(database, ownerId, createHash('sha256').update(toToken(owner)).digest());
    await createChat(database, { publicId: ownerId, ownerId, title: '', workspaceId: null });
  }
}

/** Opens the listeners on plain sockets: 10,000 `fetch` would measure this process instead. */
async function listen(url: URL, onChange: (sentAt: number) => void): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let first = 0; first < listeners; first += connectAtOnce) {
    const opened = Array.from({ length: connectAtOnce }, (_, index) =>
      openListener(url, (first + index) % owners, onChange),
    );
    sockets.push(...(await Promise.all(opened)));
  }
  return sockets;
}

async function openListener(
  { hostname, port, host }: URL,
  owner: number,
  onChange: (sentAt: number) => void,
): Promise<Socket> {
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET /api/v1/events HTTP/1.1\r\nHost: ${host}\r\nAccept: text/event-stream\r\n` +
      `Authorization: Bearer ${toToken(owner)}\r\n\r\n`,
  );
  const [opening] = await once(socket, 'data');
  if (!String(opening).startsWith('HTTP/1.1 200')) throw new Error(String(opening));
  socket.on('data', (data) => {
    for (const [, sentAt] of String(data).matchAll(/"title":"sent ([\d.]+)"/g)) {
      onChange(Number(sentAt));
    }
  });
  return socket;
}

async function sendChanges(database: Database): Promise<void> {
  const startedAt = performance.now();
  for (let change = 0; change < changesPerSecond * measuredSeconds; change += 1) {
    await delay(Math.max(0, startedAt + (change * 1_000) / changesPerSecond - performance.now()));
    const ownerId = `owner-${(change * 7) % owners}`;
    const title = `sent ${performance.now()}`;
    void updateChat(database, { ownerId, chatId: ownerId, title, archived: null });
  }
}
