import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** How the command line finds the server that runs on this machine. */
export interface Connection {
  url: string;
  token: string;
  /** Process id of the server. The file is ignored once that process has ended. */
  pid: number;
}

const fileName = 'connection.json';

/**
 * `AFTERPUSH_DATA_DIR`, or the XDG data directory. Relative paths are ignored, as the XDG specification
 * demands: the working directory may be a repository of someone else.
 */
export function defaultDataDirectory(
  environment: Record<string, string | undefined>,
  homeDirectory: string,
): string {
  const { AFTERPUSH_DATA_DIR: directory = '', XDG_DATA_HOME: shared = '' } = environment;
  if (isAbsolute(directory)) return directory;
  return join(isAbsolute(shared) ? shared : join(homeDirectory, '.local', 'share'), 'afterpush');
}

/** Replaces the file atomically. It contains a token, so only the current user may read it. */
export function writeConnectionFile(directory: string, connection: Connection): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = join(directory, `.${fileName}.${process.pid}`);
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(connection)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, join(directory, fileName));
}

/** The connection of the running server; undefined without a file or a running server. */
export function readConnectionFile(directory: string): Connection | undefined {
  const connection = parseConnection(readText(join(directory, fileName)));
  // Another process may have taken over the port of a dead server and must not get its token (S10).
  return connection && isRunning(connection.pid) ? connection : undefined;
}

/** Removes the file, unless another server has written its own since. */
export function removeConnectionFile(directory: string, pid: number = process.pid): void {
  const file = join(directory, fileName);
  if (parseConnection(readText(file))?.pid === pid) rmSync(file, { force: true });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parseConnection(text: string): Connection | undefined {
  try {
    const content: unknown = JSON.parse(text);
    return isConnection(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

function isConnection(content: unknown): content is Connection {
  if (typeof content !== 'object' || content === null) return false;
  const { url, token, pid } = content as Record<string, unknown>;
  return typeof url === 'string' && typeof token === 'string' && Number.isSafeInteger(pid);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
