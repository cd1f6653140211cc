import { isRefName } from '../../domain/branch-name.ts';
import type { CheckoutState } from '../../domain/checkout-state.ts';
import { findSetting, type GitConfig, parseGitConfig } from '../git-config.ts';
import { findPushRemoteName } from '../remote-urls.ts';
import { readSafeConfig, runSafeGit, type UntrustedClone } from '../safe-git.ts';
import { findTrackingRef } from '../tracking-refs.ts';
import { exists, type Worktree } from './repository.ts';

/** Undefined when git cannot read the worktree now. */
export async function readCheckoutState(worktree: Worktree): Promise<CheckoutState | undefined> {
  const clone = toUntrustedClone(worktree);
  const [status, config] = await Promise.all([readStatus(clone), readSafeConfig(clone)]);
  if (!status || config === undefined) return undefined;
  const pushed = await readPushed(clone, status, parseGitConfig(config));
  return { ...status, ...pushed };
}

/** Why git cannot read a worktree, for a person; undefined when it can, or the worktree is gone. */
export async function findCheckoutProblem(worktree: Worktree): Promise<string | undefined> {
  const isHere = (await exists(worktree.path)) && (await exists(worktree.gitDirectory));
  if (!isHere) return undefined;
  const result = await runSafeGit(toUntrustedClone(worktree), statusArguments);
  if (result.kind !== 'failed') return undefined;
  return `what is not pushed in ${worktree.path} is unknown: git cannot read it (${result.message})`;
}

export function toUntrustedClone({ gitDirectory, path }: Worktree): UntrustedClone {
  return { gitDirectory, workTree: path };
}

type Status = Pick<CheckoutState, 'branch' | 'headSha' | 'changedFiles'>;

// Changes inside of submodules would need their own configuration to be read.
const statusArguments = [
  'status',
  '--porcelain=v2',
  '--branch',
  '-z',
  '--untracked-files=normal',
  '--ignore-submodules=dirty',
  '--no-renames',
];

async function readStatus(clone: UntrustedClone): Promise<Status | undefined> {
  const result = await runSafeGit(clone, statusArguments);
  if (result.kind === 'too_large') return { ...(await readHead(clone)), changedFiles: null };
  return result.kind === 'done' ? parseStatus(result.output) : undefined;
}

/** Parses `git status --porcelain=v2 --branch -z`. */
export function parseStatus(output: string): Status {
  const status: Status = { branch: null, headSha: null, changedFiles: 0 };
  let changedFiles = 0;
  for (const entry of output.split('\0')) {
    const [, name, value = ''] = /^# branch\.(oid|head) (.+)$/s.exec(entry) ?? [];
    if (name === 'oid' && value !== '(initial)') status.headSha = value;
    if (name === 'head' && value !== '(detached)' && isRefName(value)) status.branch = value;
    if (/^[12u?] /.test(entry)) changedFiles += 1;
  }
  return { ...status, changedFiles };
}

async function readHead(clone: UntrustedClone): Promise<Pick<Status, 'branch' | 'headSha'>> {
  const [head, branch] = await Promise.all([
    readLine(clone, ['rev-parse', '--verify', '--quiet', 'HEAD']),
    readLine(clone, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
  ]);
  return {
    headSha: head ?? null,
    branch: branch !== undefined && isRefName(branch) ? branch : null,
  };
}

async function readPushed(
  clone: UntrustedClone,
  { branch, headSha }: Status,
  config: GitConfig,
): Promise<Pick<CheckoutState, 'pushedSha' | 'ahead' | 'behind'>> {
  const unknown = { pushedSha: null, ahead: null, behind: null };
  if (headSha === null) return unknown;
  const pushed = branch === null ? undefined : await findPushed(clone, branch, config);
  if (pushed === undefined) {
    // Never pushed: what no remote has.
    const args = ['rev-list', '--count', 'HEAD', '--not', '--remotes'];
    return { ...unknown, ahead: toCount(await readLine(clone, args)) };
  }
  if (pushed === headSha) return { pushedSha: pushed, ahead: 0, behind: 0 };
  const args = ['rev-list', '--left-right', '--count', `${pushed}...HEAD`, '--'];
  const [behind, ahead] = ((await readLine(clone, args)) ?? '').split('\t');
  return { pushedSha: pushed, ahead: toCount(ahead), behind: toCount(behind) };
}

/** The commit of the remote-tracking ref that a push of the branch updates, if it was pushed. */
async function findPushed(
  clone: UntrustedClone,
  branch: string,
  config: GitConfig,
): Promise<string | undefined> {
  const remote = findPushRemoteName(config, branch) ?? '';
  const merge = findSetting(config, `branch.${branch}.merge`)?.replace(/^refs\/heads\//, '');
  const isUpstream = /^(upstream|tracking)$/.test(findSetting(config, 'push.default') ?? '');
  const name = isUpstream && merge !== undefined ? merge : branch;
  const ref = findTrackingRef(config, { remote, branch: name });
  if (!ref?.startsWith('refs/')) return undefined;
  return readLine(clone, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
}

async function readLine(
  clone: UntrustedClone,
  args: readonly string[],
): Promise<string | undefined> {
  const result = await runSafeGit(clone, args, { refsOnly: true });
  const [line = ''] = result.kind === 'done' ? result.output.split('\n', 1) : [];
  return line === '' ? undefined : line;
}

function toCount(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
