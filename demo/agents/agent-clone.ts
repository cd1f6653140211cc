import { spawn } from 'node:child_process';

export interface AgentGit {
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** The author of the commits. */
  author: string;
}

/** Clones a repository. */
export async function cloneRepository(git: AgentGit, url: string, clone: string): Promise<void> {
  await runGit(git, process.cwd(), ['clone', '--quiet', url, clone]);
}

/** Creates a branch from the latest main. */
export async function startBranch(git: AgentGit, clone: string, branch: string): Promise<void> {
  await runGit(git, clone, ['fetch', '--quiet', 'origin', 'main']);
  await runGit(git, clone, ['checkout', '--quiet', '-B', branch, 'FETCH_HEAD']);
}

/** Commits all changes. */
export async function commit(git: AgentGit, clone: string, message: string): Promise<void> {
  await runGit(git, clone, ['add', '--all']);
  const identity = ['-c', `user.name=${git.author}`, '-c', `user.email=${git.author}@example.com`];
  await runGit(git, clone, [...identity, 'commit', '--quiet', '--allow-empty', '-m', message]);
}

/** Pushes the branch. */
export async function push(git: AgentGit, clone: string, branch: string): Promise<void> {
  await runGit(git, clone, ['push', '--quiet', '--set-upstream', 'origin', branch]);
}

/** Resolves only once the process is gone, so that its directory can be deleted. */
function runGit(git: AgentGit, cwd: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    if (git.signal.aborted) return reject(new Error('stopped'));
    const child = spawn('git', args, {
      cwd,
      env: { ...git.environment },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: git.signal,
    });
    let errorOutput = '';
    let failure: Error | undefined;
    child.stderr.on('data', (chunk: Buffer) => (errorOutput += chunk.toString()));
    child.on('error', (error) => {
      failure = error;
      if (child.pid === undefined) reject(error);
    });
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const command = args.find((arg) => /^[a-z]+$/.test(arg)) ?? '';
      reject(failure ?? new Error(`git ${command} failed: ${errorOutput.trim()}`));
    });
  });
}
