import { isRefName } from '../domain/branch-name.ts';
import { type Clone, listFullNames } from './clone.ts';
import { findSetting } from './git-config.ts';
import type { PushArguments } from './push-arguments.ts';
import { isMatching, mapByPattern, parseRefspec, type Refspec } from './refspec.ts';

/** Lists short names that may be a branch or a tag: only the clone knows. */
export function listAmbiguousNames(push: PushArguments): string[] {
  const names = push.refspecs
    .map(parseRefspec)
    .filter(({ source }) => source !== '' && !source.includes('*'))
    .flatMap(({ source, destination }) => [source, destination ?? source])
    .filter((name) => !isHead(name) && !name.startsWith('refs/'));
  return [...new Set(names)];
}

/** Whether the arguments alone determine which branches are pushed. */
export function isSelfContained(push: PushArguments): boolean {
  if (push.scope === 'nothing') return true;
  return push.scope === 'refspecs' && push.refspecs.map(parseRefspec).every(isExplicit);
}

/** Without a full destination name, the configuration may change the destination. */
function isExplicit({ source, destination }: Refspec): boolean {
  if (source === '') return true;
  return !source.includes('*') && destination?.startsWith('refs/') === true;
}

/** A remote branch that a push changes. */
export interface PushedBranch {
  branch: string;
  /** What is pushed to it, as git understands it: a ref or a commit. */
  source: string;
}

/** Lists the remote branches that a push changes; undefined when they depend on the remote. */
export function listPushedBranches(
  push: PushArguments,
  remote: string | undefined,
  clone: Clone,
): PushedBranch[] | undefined {
  const refspecs = getRefspecs(push, remote, clone)?.map(parseRefspec);
  if (!refspecs || refspecs.some(isMatching)) return undefined;
  const excluded = refspecs.filter(({ isNegative }) => isNegative);
  const pushed = new Map<string, PushedBranch>();
  for (const refspec of refspecs) {
    const source = findSource(refspec.source, clone);
    if (refspec.source === '' || refspec.isNegative || isExcluded(source, excluded)) continue;
    for (const branch of listBranchNames(findDestination(refspec, remote, clone))) {
      pushed.set(branch, { branch, source: source ?? refspec.source });
    }
  }
  return [...pushed.values()];
}

function getRefspecs(
  push: PushArguments,
  remote: string | undefined,
  clone: Clone,
): readonly string[] | undefined {
  const { headBranch } = clone;
  switch (push.scope) {
    case 'nothing':
      return [];
    case 'refspecs':
      return push.refspecs;
    case 'every_branch':
      // The current branch is one of them. Which of the others have changes, only git knows.
      return headBranch === undefined ? [] : [`refs/heads/${headBranch}:refs/heads/${headBranch}`];
    case 'configured':
      return clone.config.get(`remote.${remote}.push`) ?? getDefaultRefspecs(clone);
  }
}

/** The refspecs of a push without arguments, by `push.default`. */
function getDefaultRefspecs({ config, headBranch }: Clone): string[] | undefined {
  const setting = findSetting(config, 'push.default') ?? 'simple';
  if (setting === 'matching') return undefined;
  if (setting === 'nothing' || headBranch === undefined) return [];
  const head = `refs/heads/${headBranch}`;
  if (setting !== 'upstream' && setting !== 'tracking') return [`${head}:${head}`];
  return [`${head}:${findSetting(config, `branch.${headBranch}.merge`) ?? head}`];
}

function isExcluded(source: string | undefined, excluded: readonly Refspec[]): boolean {
  return source !== undefined && excluded.some((refspec) => mapByPattern(refspec, source));
}

/** The full name of the pushed ref; undefined for a commit and for a name that git rejects. */
function findSource(name: string, clone: Clone): string | undefined {
  if (name.includes('*')) return findHead(clone);
  if (isHead(name)) return findHead(clone);
  if (name.startsWith('refs/')) return name;
  const found = listFullNames(name).filter((ref) => clone.refs.has(ref));
  return found.length === 1 ? found[0] : undefined;
}

function findDestination(
  refspec: Refspec,
  remote: string | undefined,
  clone: Clone,
): string | undefined {
  const { source: name, destination } = refspec;
  const source = findSource(name, clone);
  if (name.includes('*')) return source === undefined ? undefined : mapByPattern(refspec, source);
  if (destination === undefined) {
    if (source === undefined || isHead(name)) return source;
    return getDefaultDestination(source, remote, clone);
  }
  if (destination.startsWith('refs/')) return destination;
  const isTag = source?.startsWith('refs/tags/') || clone.refs.has(`refs/tags/${destination}`);
  // Whether `heads/x` means refs/heads/x depends on the refs of the remote.
  return isTag || /^(heads|tags|remotes)\//.test(destination)
    ? undefined
    : `refs/heads/${destination}`;
}

/** The destination of a source without one: the same name, unless the configuration maps it. */
function getDefaultDestination(
  source: string,
  remote: string | undefined,
  { config }: Clone,
): string {
  for (const text of config.get(`remote.${remote}.push`) ?? []) {
    const mapped = mapByPattern(parseRefspec(text), source);
    if (mapped !== undefined) return mapped;
  }
  const branch = listBranchNames(source)[0];
  const follows = /^(upstream|tracking)$/.test(findSetting(config, 'push.default') ?? '');
  return (follows ? findSetting(config, `branch.${branch}.merge`) : undefined) ?? source;
}

function findHead({ headBranch }: Clone): string | undefined {
  return headBranch === undefined ? undefined : `refs/heads/${headBranch}`;
}

function isHead(name: string): boolean {
  return name === 'HEAD' || name === '@';
}

function listBranchNames(ref: string | undefined): string[] {
  const branch = ref?.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : '';
  return isRefName(branch) ? [branch] : [];
}
