import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** How the command line finds the server that runs on this machine. */
export interface Connection {
  url: string;
  token: string;
  /** Process id of the server. The file is ignored once that process has ended. */
  pid: number;
  /** When that process started, on systems that report it: another process may get its id later. */
  startedAt?: string | undefined;
}

/** `untrusted`: another user may have written or read the file. */
export type ConnectionLookup =
  | { kind: 'found'; connection: Connection }
  | { kind: 'missing' }
  | { kind: 'untrusted'; reason: string };

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
  const content = { ...connection, startedAt: findProcessStart(connection.pid) };
  writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, join(directory, fileName));
}

/**
 * The connection of the running server, from a file that only the current user can have written. Another
 * process may have taken over the port of a dead server and must not get its token (S10).
 */
export function readConnectionFile(directory: string): ConnectionLookup {
  const file = join(directory, fileName);
  const reason = findDistrust(file);
  if (reason !== undefined) return { kind: 'untrusted', reason };
  const connection = parseConnection(readText(file));
  if (!connection || !isRunning(connection)) return { kind: 'missing' };
  return { kind: 'found', connection };
}

/** Undefined for a file that can be trusted, or none. Windows has neither owner nor mode. */
function findDistrust(file: string): string | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  const userId = process.getuid?.();
  if (!stats || userId === undefined) return undefined;
  const advice = 'delete it and start the server again, or set AFTERPUSH_URL and AFTERPUSH_TOKEN';
  if (!stats.isFile()) return `${file} is not a regular file: ${advice}`;
  if (stats.uid !== userId) return `${file} belongs to another user: ${advice}`;
  if ((stats.mode & 0o077) !== 0) return `${file} can be opened by other users: ${advice}`;
  return undefined;
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
  const { url, token, pid, startedAt } = content as Record<string, unknown>;
  const isStart = startedAt === undefined || typeof startedAt === 'string';
  const isPid = Number.isSafeInteger(pid) && Number(pid) > 0;
  return typeof url === 'string' && typeof token === 'string' && isPid && isStart;
}

/** A process of another user is not the server that wrote this user's file. */
function isRunning({ pid, startedAt }: Connection): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return startedAt === undefined || findProcessStart(pid) === startedAt;
}

/** Ticks since the start of the system, from /proc; undefined where there is none. */
function findProcessStart(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The name of the program may contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' ? undefined : fields[19];
}
