import { once } from 'node:events';
import { open, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lifetime } from '../../platform/lifetime.ts';

/** The process that holds a lock, as it introduces itself on the socket. */
interface Holder {
  pid: number;
  startedAt: string;
}

/** Another process uses the data directory. */
export class DirectoryInUse extends Error {
  constructor(directory: string, holder: Holder | undefined) {
    const who = holder ? ` (process ${holder.pid}, started ${holder.startedAt})` : '';
    super(`Another Afterpush${who} is using ${directory}: stop it, or set AFTERPUSH_DATA_DIR.`);
    this.name = 'DirectoryInUse';
  }
}

// The limit of a socket address on macOS; Linux takes a few bytes more.
const longestSocketPath = 103;
const answerWithinMs = 2_000;

/**
 * Locks the directory against other processes until the lock is disposed or this process ends, even
 * by a kill: the lock is a listening socket. Two processes in one directory would lose rows.
 */
export async function takeDirectoryLock(directory: string): Promise<AsyncDisposable> {
  const lifetime = new Lifetime();
  try {
    for (const address of await listAddresses(directory, lifetime)) {
      const server = await listenExclusively(address, directory);
      lifetime.defer(() => new Promise((resolve) => server.close(resolve)));
    }
    return lifetime;
  } catch (error) {
    await lifetime[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * On Linux an abstract socket, which needs no cleanup; and everywhere a socket in the directory
 * itself, which also stops a process in another container that shares the volume.
 */
async function listAddresses(directory: string, lifetime: Lifetime): Promise<string[]> {
  const { dev, ino } = await stat(directory);
  const name = `afterpush-${dev}-${ino}`;
  if (platform() === 'linux') {
    const handle = await open(directory);
    lifetime.defer(() => handle.close());
    // This path is short, whatever the length of the directory's path.
    return [`\0${name}`, `/proc/self/fd/${handle.fd}/lock.sock`];
  }
  const path = join(directory, 'lock.sock');
  return [path.length > longestSocketPath ? join(tmpdir(), `${name}.sock`) : path];
}

async function listenExclusively(address: string, directory: string): Promise<Server> {
  try {
    return await listen(address);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  }
  const holder = await findHolder(address);
  if (holder !== 'none' || address.startsWith('\0')) {
    throw new DirectoryInUse(directory, holder === 'none' ? undefined : holder);
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

/** `'none'` when the socket is a leftover; undefined when a process holds it but does not respond. */
async function findHolder(address: string): Promise<Holder | undefined | 'none'> {
  const socket = connect(address);
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    await once(socket, 'connect', { signal });
    const [data] = await once(socket, 'data', { signal });
    return JSON.parse(String(data));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ECONNREFUSED' || code === 'ENOENT' ? 'none' : undefined;
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}
