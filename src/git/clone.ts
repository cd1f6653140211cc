import { findSetting, type GitConfig, toGitConfig } from './git-config.ts';
import { isRefName } from './refspec.ts';
import { runGit, type WorkPlace } from './run-git.ts';

/** What a clone says about itself, as far as it decides what a push does. */
export interface Clone {
  /** Undefined when HEAD is detached, and outside of a clone. */
  headBranch: string | undefined;
  config: GitConfig;
  /** Full names of the refs that exist, among those asked for. */
  refs: ReadonlySet<string>;
}

export interface Remote {
  name: string;
  /** After `insteadOf` and `pushurl`. */
  pushUrl: string;
}

/** Asks git, so that worktrees, submodules and every ref format are right. One round of spawns. */
export async function readClone(place: WorkPlace, names: readonly string[] = []): Promise<Clone> {
  const [head, config, refs] = await Promise.all([
    runGit(place, ['symbolic-ref', '--quiet', 'HEAD']),
    runGit(place, ['config', '--list', '-z']),
    listRefs(place, names),
  ]);
  return {
    headBranch: /^refs\/heads\/(.+)\n$/.exec(head ?? '')?.[1],
    config: toGitConfig(config ?? ''),
    refs,
  };
}

/** The remotes of a clone with the URLs that git would push to. */
export async function listRemotes(place: WorkPlace): Promise<Remote[]> {
  const output = (await runGit(place, ['remote', '--verbose'])) ?? '';
  return output.split('\n').flatMap((line) => {
    const [, name, pushUrl] = /^(\S+)\t(.*) \(push\)$/.exec(line) ?? [];
    return name !== undefined && pushUrl !== undefined ? [{ name, pushUrl }] : [];
  });
}

/** The remote that `git push` without arguments uses. */
export function findPushRemote(clone: Clone, remotes: readonly Remote[]): Remote | undefined {
  const { config, headBranch } = clone;
  const name =
    findSetting(config, `branch.${headBranch}.pushremote`) ??
    findSetting(config, 'remote.pushdefault') ??
    findSetting(config, `branch.${headBranch}.remote`);
  const named = remotes.find((remote) => remote.name === name);
  if (named || remotes.length < 2) return named ?? remotes[0];
  return remotes.find((remote) => remote.name === 'origin');
}

async function listRefs(place: WorkPlace, names: readonly string[]): Promise<Set<string>> {
  const patterns = names.filter(isRefName).flatMap(toFullNames);
  if (patterns.length === 0) return new Set();
  const output = await runGit(place, ['for-each-ref', '--format=%(refname)', ...patterns]);
  const wanted = new Set(patterns);
  return new Set((output ?? '').split('\n').filter((ref) => wanted.has(ref)));
}

/** What a short name can mean to `git push`. */
export function toFullNames(name: string): string[] {
  const full = [`refs/heads/${name}`, `refs/tags/${name}`];
  return /^(heads|tags)\//.test(name) ? [...full, `refs/${name}`] : full;
}
