import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Environment } from '../connection.ts';
import { isRunning } from '../running-process.ts';
import { quoteForShell } from '../shell-quote.ts';

/** The private directory of a running command: its token, and programs in front of `gh` and `glab`. */
export interface RunDirectory extends Disposable {
  tokenFile: string;
  /** Where the programs record that they were started. */
  programsFile: string;
  /** The search path of the command. */
  path: string;
  saveToken(token: string): void;
}

const prefix = 'afterpush-run-';
const aliveMs = 60_000;
/** Some containers share the directory, and not the ids of processes. */
const abandonedMs = 10 * aliveMs;

const programs = ['gh', 'glab'];

export function createRunDirectory({ PATH: path = '' }: Environment): RunDirectory {
  const directory = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  const bin = join(directory, 'bin');
  const programsFile = join(directory, 'programs');
  const tokenFile = join(directory, 'token');
  mkdirSync(bin);
  writeFileSync(programsFile, '');
  const added =
    process.platform === 'win32'
      ? []
      : programs.filter((name) => {
          const real = findProgram(name, path);
          return real !== undefined && writeShim(join(bin, name), { name, real, programsFile });
        });
  const alive = setInterval(() => touch(directory), aliveMs).unref();
  const remove = () => {
    clearInterval(alive);
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', remove);
  return {
    tokenFile,
    programsFile,
    path: added.length === 0 ? path : `${bin}${delimiter}${path}`,
    saveToken: (token) => writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 }),
    [Symbol.dispose]: remove,
  };
}

function touch(directory: string): void {
  try {
    utimesSync(directory, new Date(), new Date());
  } catch {
    // It was removed, as by a cleaner of the temporary directory.
  }
}

/** Removes the directories of commands whose `afterpush run` was killed before it could do so. */
export async function removeAbandonedDirectories(nowMs: number): Promise<void> {
  const parent = tmpdir();
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const [, id] = /^afterpush-run-(\d{1,10})-\w{6}$/.exec(name) ?? [];
    if (id === undefined || isRunning(Number(id))) continue;
    const directory = join(parent, name);
    const stats = await lstat(directory).catch(() => undefined);
    if (!stats?.isDirectory() || stats.mtimeMs > nowMs - abandonedMs) continue;
    if (process.getuid && stats.uid !== process.getuid()) continue;
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The program that the search path leads to. */
function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter(isAbsolute)
    .map((directory) => join(directory, name))
    .find((file) => isProgram(file));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** False where files of the temporary directory cannot be executed: the real program is used directly. */
function writeShim(file: string, shim: Shim): boolean {
  writeFileSync(file, formatShim(shim), { mode: 0o700 });
  return isProgram(file);
}

interface Shim {
  name: string;
  real: string;
  programsFile: string;
}

/**
 * The shell becomes the real program, so that arguments, terminal, signals and exit code are its own. It
 * records words that name a command, never values.
 */
function formatShim({ name, real, programsFile }: Shim): string {
  return `#!/bin/sh
case \${1-} in
pr | mr | api | run | workflow | ci | pipeline)
  {
    words=
    for word; do
      case $word in
      -X* | --method* | -f* | -F* | --field* | --raw-field* | --input*) words="$words write" ;;
      '' | -* | *[!A-Za-z0-9._/:@#-]*) ;;
      *) words="$words $word" ;;
      esac
    done
    printf '%s %s%s\\t%s\\n' ${name} "$$" "$words" "$PWD" >>${quoteForShell(programsFile)}
  } 2>/dev/null
  ;;
esac
exec ${quoteForShell(real)} "$@"
`;
}
