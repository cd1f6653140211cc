import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, parse, sep } from 'node:path';

export type Environment = Record<string, string | undefined>;

export interface ProgramRun {
  /** A name that is looked up in PATH. */
  program: string;
  args: readonly string[];
  environment: Environment;
  input?: string;
  timeoutMs: number;
}

export type ProgramResult =
  | { kind: 'ended'; exitCode: number; output: string; errorOutput: string }
  | { kind: 'not_installed' }
  | { kind: 'timed_out' };

const longestOutput = 256 * 1024;

/**
 * Runs a program of this machine, without a shell, away from the working directory and without a
 * terminal that it could prompt on. When the time is over, it is killed with everything it started.
 */
export function runProgram(run: ProgramRun): Promise<ProgramResult> {
  const environment = { ...run.environment, PATH: listSafePath(run.environment).join(delimiter) };
  const path = findProgram(run.program, environment);
  if (path === undefined) return Promise.resolve({ kind: 'not_installed' });
  const hasGroup = process.platform !== 'win32';
  const child = spawn(path, run.args, {
    cwd: parse(process.execPath).root,
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: hasGroup,
    windowsHide: true,
  });
  let output = '';
  let errorOutput = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(0, longestOutput);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(0, longestOutput);
  });
  // A program that ends before it has read its input is no failure.
  child.stdin.on('error', () => {}).end(run.input ?? '');
  return new Promise((resolve) => {
    const end = (result: ProgramResult) => {
      clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => {
      kill(child.pid, hasGroup);
      end({ kind: 'timed_out' });
    }, run.timeoutMs);
    child.once('error', () => end({ kind: 'not_installed' }));
    child.once('close', (code) => end({ kind: 'ended', exitCode: code ?? 1, output, errorOutput }));
  });
}

function kill(pid: number | undefined, hasGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(hasGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}

/** The path of an installed program. */
export function findProgram(program: string, environment: Environment): string | undefined {
  const names = process.platform === 'win32' ? [`${program}.exe`] : [program];
  return listSafePath(environment)
    .flatMap((directory) => names.map((name) => join(directory, name)))
    .find(isExecutable);
}

/**
 * PATH without what a checkout can put there: `npx` adds the `node_modules/.bin` of the working
 * directory, and relative entries mean it.
 */
function listSafePath({ PATH = '' }: Environment): string[] {
  return PATH.split(delimiter).filter(
    (entry) => isAbsolute(entry) && !entry.split(sep).includes('node_modules'),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
