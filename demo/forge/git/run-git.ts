import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** The result of a git process. */
export interface GitResult {
  exitCode: number;
  stdout: Buffer;
  stderr: string;
}

export interface GitCall {
  input?: string | Buffer;
  environment?: Record<string, string>;
}

/**
 * The environment of every git process of the forge. Almost nothing is inherited: inside a git hook,
 * for example, an inherited GIT_DIR would point git at the wrong repository.
 */
export function gitEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    ...extra,
  };
}

/** Starts git in a bare repository and leaves its streams to the caller. */
export function spawnGit(
  directory: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): ChildProcessWithoutNullStreams {
  return spawn('git', args, { cwd: directory, env: gitEnvironment(environment) });
}

/** Runs git. A non-zero exit code is part of the result. */
export function runGit(
  directory: string,
  args: readonly string[],
  call: GitCall = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawnGit(directory, args, call.environment);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({
        exitCode: exitCode ?? 128,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
    // If git ends before it has read all input, its exit code reports the failure.
    child.stdin.on('error', () => undefined);
    child.stdin.end(call.input ?? '');
  });
}

/** Runs git and returns its output as text. Throws git's error message if it fails. */
export async function readGit(
  directory: string,
  args: readonly string[],
  call: GitCall = {},
): Promise<string> {
  const result = await runGit(directory, args, call);
  if (result.exitCode !== 0) {
    throw new Error(`git ${args[0] ?? ''} failed (${result.exitCode}): ${result.stderr.trim()}`);
  }
  return result.stdout.toString();
}
