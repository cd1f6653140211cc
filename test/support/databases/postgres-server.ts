import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { preparePostgresBinaries } from './postgres-binaries.ts';

const run = promisify(execFile);

export interface PostgresServer extends AsyncDisposable {
  /** The URL of a database on the server. */
  toUrl(database: string): string;
}

/** `nobody` when this process is root, whom Postgres refuses. */
const nobodyId = 65_534;
const asUser = process.getuid?.() === 0 ? { uid: nobodyId, gid: nobodyId } : {};

// The shell outlives this process just long enough to stop the server and delete its files, also
// when this process is killed: then its standard input ends.
const guarded = '"$@" & server=$!; read -r _; kill -INT $server; wait $server; rm -rf "$DATA"';

/** Starts a real Postgres on a free port of the loopback interface, without regard for durability. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const binaries = join(preparePostgresBinaries(), 'bin');
  const data = mkdtempSync(join(tmpdir(), 'afterpush-test-postgres-'));
  if (asUser.uid !== undefined) chownSync(data, asUser.uid, asUser.gid);
  const environment = { PATH: process.env.PATH ?? '/usr/bin:/bin', DATA: data, LC_ALL: 'C' };
  const options = { ...asUser, env: environment, cwd: data };
  try {
    await run(join(binaries, 'initdb'), toInitdbArguments(data), options);
  } catch (error) {
    rmSync(data, { recursive: true, force: true });
    throw error;
  }
  const port = await findFreePort();
  const server = join(binaries, 'postgres');
  const shell = spawn('sh', ['-c', guarded, 'sh', server, ...toServerArguments(data, port)], {
    ...options,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const exited = once(shell, 'exit');
  await untilReady(shell);
  return {
    toUrl: (database) => `postgres://postgres@127.0.0.1:${port}/${database}`,
    async [Symbol.asyncDispose]() {
      shell.stdin.end();
      await exited;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function untilReady(shell: ChildProcessByStdio<Writable, null, Readable>): Promise<void> {
  let log = '';
  return new Promise((resolve, reject) => {
    shell.stderr.on('data', (chunk) => {
      log += String(chunk);
      if (log.includes('ready to accept connections')) resolve();
    });
    shell.once('exit', () => reject(new Error(`Postgres did not start:\n${log}`)));
  });
}

function toInitdbArguments(data: string): string[] {
  return ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
}

function toServerArguments(data: string, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: 200,
    shared_buffers: '64MB',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', data, ...flags];
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
