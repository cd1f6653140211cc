import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Environment } from '../connection.ts';

/** The private directory of a running command: its token, and programs in front of `gh` and `glab`. */
export interface RunDirectory extends Disposable {
  tokenFile: string;
  /** Where the programs record that they were started. */
  programsFile: string;
  /** The search path of the command. */
  path: string;
  saveToken(token: string): void;
}

const programs = ['gh', 'glab'];

export function createRunDirectory({ PATH: path = '' }: Environment): RunDirectory {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-run-'));
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
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  return {
    tokenFile,
    programsFile,
    path: added.length === 0 ? path : `${bin}${delimiter}${path}`,
    saveToken: (token) => writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 }),
    [Symbol.dispose]: remove,
  };
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
    printf '%s %s%s\\t%s\\n' ${name} "$$" "$words" "$PWD" >>${quote(programsFile)}
  } 2>/dev/null
  ;;
esac
exec ${quote(real)} "$@"
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
