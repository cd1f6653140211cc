import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface GitResult {
  succeeded: boolean;
  stdout: string;
  stderr: string;
}

type Environment = Record<string, string | undefined>;

/** Runs git without the developer's configuration. Never rejects. */
export function git(
  directory: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<GitResult> {
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'agent',
    GIT_AUTHOR_EMAIL: 'agent@example.com',
    GIT_COMMITTER_NAME: 'agent',
    GIT_COMMITTER_EMAIL: 'agent@example.com',
    ...environment,
  };
  return new Promise((resolve) => {
    execFile('git', args, { cwd: directory, env }, (error, stdout, stderr) => {
      resolve({ succeeded: error === null, stdout, stderr });
    });
  });
}

/** Creates a clone on branch `main` with one commit that is not pushed. */
export async function createClone(directory: string, originUrl: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  await git(directory, ['init', '--quiet', '--initial-branch=main']);
  await git(directory, ['commit', '--quiet', '--allow-empty', '--message=first']);
  await git(directory, ['remote', 'add', 'origin', originUrl]);
  return directory;
}

/** Creates a bare repository for a git server. */
export async function createBareRepository(root: string, name: string): Promise<string> {
  const directory = join(root, name);
  await mkdir(directory, { recursive: true });
  await git(directory, ['init', '--quiet', '--bare', '--initial-branch=main']);
  return directory;
}
