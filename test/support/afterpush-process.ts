import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../src/contract/client.ts';
import { packageRoot } from '../../src/platform/package-root.ts';
import { eventually } from './eventually.ts';

export const adminToken = 'test-admin-token';
export const program = join(packageRoot, 'dist/afterpush.js');
export const askpass = join(packageRoot, 'dist/askpass.js');

export interface AfterpushProcess extends AsyncDisposable {
  url: string;
  dataDirectory: string;
  client: Client;
  process: ChildProcess;
  /** Everything the process has printed. */
  output(): string;
  /** Sends SIGTERM, waits for the exit and returns the exit code. */
  stop(): Promise<number | null>;
  /** Sends SIGKILL and waits for the exit. */
  kill(): Promise<void>;
}

export interface AfterpushOptions {
  environment?: Record<string, string>;
  /** Owned by the caller, to restart with the same data. By default a directory is created and deleted. */
  dataDirectory?: string;
  args?: string[];
  /** The working directory; that of the tests by default. */
  directory?: string;
  /** Called before the start has ended, for tests that interrupt it. */
  onSpawn?: (child: ChildProcess) => void;
}

/** Starts the built program as a user would, on a free port. */
export async function startAfterpush(options: AfterpushOptions = {}): Promise<AfterpushProcess> {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'afterpush-data-'));
  const child = spawn(process.execPath, [program, 'serve', ...(options.args ?? [])], {
    env: buildEnvironment(dataDirectory, options.environment),
    ...(options.directory !== undefined && { cwd: options.directory }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.onSpawn?.(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const ended = once(child, 'exit');
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals) => {
    if (isRunning()) child.kill(signal);
    await ended;
    return child.exitCode;
  };
  const findUrl = () => {
    const address = /^listening on (\S+)/m.exec(output)?.[1];
    return address ?? (isRunning() ? undefined : 'ended');
  };
  const url = await eventually('the start', findUrl, 100_000).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  if (url === 'ended') throw new Error(`afterpush serve ended: ${output}`);
  return {
    url,
    dataDirectory,
    client: createClient({ baseUrl: url, token: adminToken }),
    process: child,
    output: () => output,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
      if (!options.dataDirectory) rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Passes only PATH and HOME of the developer's environment to the server. */
function buildEnvironment(
  dataDirectory: string,
  environment: Record<string, string> = {},
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    AFTERPUSH_DATA_DIR: dataDirectory,
    AFTERPUSH_PORT: '0',
    AFTERPUSH_ADMIN_TOKEN: adminToken,
    AFTERPUSH_DISCOVER: 'off',
    ...environment,
  };
}

/** How many rows the server has refreshed so far. */
export async function countRefreshes(server: AfterpushProcess): Promise<number> {
  const response = await fetch(`${server.url}/metrics`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const text = await response.text();
  const pattern = /^afterpush_refreshes_total\{[^}]*outcome="refreshed"[^}]*\} (\d+)/gm;
  return [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
}

/** The link printed by `serve`, which signs the browser in. */
export function findPrintedLink(server: AfterpushProcess): string {
  const link = /^open (\S+)/m.exec(server.output())?.[1];
  if (link === undefined) throw new Error(`no link was printed: ${server.output()}`);
  return link;
}
