import { once } from 'node:events';
import { open, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lifetime } from '../../platform/lifetime.ts';

/** Who holds a lock, as it answers on its socket. */
interface Holder {
  pid: number;
  startedAt: string;
}

/** Another process uses the directory. */
export class DirectoryInUse extends Error {
  constructor(directory: string, holder: Holder | undefined) {
    const who = holder ? ` (process ${holder.pid}, started ${holder.startedAt})` : '';
    super(`Another Afterpush${who} uses ${directory}: stop it, or set AFTERPUSH_DATA_DIR.`);
    this.name = 'DirectoryInUse';
  }
}

// A longer path does not fit into a socket address on macOS; Linux takes three bytes more.
const longestSocketPath = 103;
const answerWithinMs = 2_000;

/**
 * Keeps every other process off the directory until it is disposed or this process dies, however
 * it dies: the lock is a listening socket. Two processes in one directory would lose rows.
 */
export async function takeDirectoryLock(directory: string): Promise<AsyncDisposable> {
  const lifetime = new Lifetime();
  try {
    for (const address of await listAddresses(directory, lifetime)) {
      const server = await listenAlone(address, directory);
      lifetime.defer(() => new Promise((resolve) => server.close(resolve)));
    }
    return lifetime;
  } catch (error) {
    await lifetime[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * On Linux an abstract socket, which leaves nothing behind; and everywhere one in the directory
 * itself, which also stops a process in another container that shares the volume.
 */
async function listAddresses(directory: string, lifetime: Lifetime): Promise<string[]> {
  const { dev, ino } = await stat(directory);
  const name = `afterpush-${dev}-${ino}`;
  if (platform() === 'linux') {
    const handle = await open(directory);
    lifetime.defer(() => handle.close());
    // However long the path of the directory is, this one is short.
    return [`\0${name}`, `/proc/self/fd/${handle.fd}/lock.sock`];
  }
  const path = join(directory, 'lock.sock');
  return [path.length > longestSocketPath ? join(tmpdir(), `${name}.sock`) : path];
}

async function listenAlone(address: string, directory: string): Promise<Server> {
  try {
    return await listen(address);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  }
  const holder = await askHolder(address);
  if (holder !== 'nobody' || address.startsWith('\0')) {
    throw new DirectoryInUse(directory, holder === 'nobody' ? undefined : holder);
  }
  await rm(address);
  return listen(address);
}

async function listen(address: string): Promise<Server> {
  const startedAt = new Date(Date.now() - process.uptime() * 1_000).toISOString();
  const holder: Holder = { pid: process.pid, startedAt };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(JSON.stringify(holder));
  });
  server.listen(address);
  await once(server, 'listening');
  return server.unref();
}

/** `'nobody'` when the socket is a leftover; undefined when somebody is there but does not tell. */
async function askHolder(address: string): Promise<Holder | undefined | 'nobody'> {
  const socket = connect(address);
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    await once(socket, 'connect', { signal });
    const [answer] = await once(socket, 'data', { signal });
    return JSON.parse(String(answer));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ECONNREFUSED' || code === 'ENOENT' ? 'nobody' : undefined;
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}
