import { isRefName } from '../domain/branch-name.ts';
import { type GitConfig, parseGitConfig } from './git-config.ts';

/** The state of a clone that determines what a push does. */
export interface Clone {
  /** Undefined when HEAD is detached, and outside of a clone. */
  headBranch: string | undefined;
  config: GitConfig;
  /** Full names of the requested refs that exist. */
  refs: ReadonlySet<string>;
}

/** Runs git, which handles worktrees, submodules and every ref format. The processes run in parallel. */
export async function readClone(place: WorkPlace, names: readonly string[] = []): Promise<Clone> {
  const [head, config, refs] = await Promise.all([
    runGit(place, ['symbolic-ref', '--quiet', 'HEAD']),
    runGit(place, ['config', '--list', '-z']),
    listRefs(place, names),
  ]);
  return {
    headBranch: /^refs\/heads\/(.+)\n$/.exec(head ?? '')?.[1],
    config: parseGitConfig(config ?? ''),
    refs,
  };
}

async function listRefs(place: WorkPlace, names: readonly string[]): Promise<Set<string>> {
  const patterns = names.filter(isRefName).flatMap(listFullNames);
  if (patterns.length === 0) return new Set();
  const output = await runGit(place, ['for-each-ref', '--format=%(refname)', ...patterns]);
  const wanted = new Set(patterns);
  return new Set((output ?? '').split('\n').filter((ref) => wanted.has(ref)));
}

/** The commit that a ref or another revision names; undefined if there is none. */
export async function findCommit(place: WorkPlace, revision: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const [commit] = /^([0-9a-f]{40}|[0-9a-f]{64})$/m.exec((await runGit(place, args)) ?? '') ?? [];
  return commit;
}

/** The full names that a short name can mean to `git push`. */
export function listFullNames(name: string): string[] {
  const full = [`refs/heads/${name}`, `refs/tags/${name}`];
  return /^(heads|tags)\//.test(name) ? [...full, `refs/${name}`] : full;
}

/** The working directory and environment of a git process. */
export interface WorkPlace {
  directory: string;
  environment: Record<string, string | undefined>;
}

const gitTimeoutMs = 2_000;

/** Returns git's output; undefined when it fails, is not installed or takes too long. */
export async function runGit(
  place: WorkPlace,
  args: readonly string[],
  { keepsFailed = false } = {},
): Promise<string | undefined> {
  // Loaded on demand: half of all askpass calls do not run git.
  const { execFile } = await import('node:child_process');
  const options = {
    cwd: place.directory,
    env: place.environment,
    timeout: gitTimeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((resolve) => {
    execFile('git', args, options, (error, output) => {
      resolve(error && !keepsFailed ? undefined : output);
    });
  });
}
