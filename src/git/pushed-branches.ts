import { type Clone, toFullNames } from './clone.ts';
import { findSetting } from './git-config.ts';
import type { PushArguments } from './push-arguments.ts';
import { isMatching, isRefName, mapByPattern, type Refspec, toRefspec } from './refspec.ts';

/** Short names whose meaning only the clone knows: a branch, a tag or neither. */
export function listUncertainNames(push: PushArguments): string[] {
  const names = push.refspecs
    .map(toRefspec)
    .filter(({ source }) => source !== '' && !source.includes('*'))
    .flatMap(({ source, destination }) => [source, destination ?? source])
    .filter((name) => !isHead(name) && !name.startsWith('refs/'));
  return [...new Set(names)];
}

/** Whether the arguments alone say which branches are pushed. */
export function isSelfContained(push: PushArguments): boolean {
  if (push.scope === 'nothing') return true;
  return push.scope === 'refspecs' && push.refspecs.map(toRefspec).every(isExplicit);
}

/** A full name on the right is final; without it, the configuration may map the left one. */
function isExplicit({ source, destination }: Refspec): boolean {
  if (source === '') return true;
  return !source.includes('*') && destination?.startsWith('refs/') === true;
}

/** The remote's branches that a push changes; undefined when only the remote can say. */
export function toPushedBranches(
  push: PushArguments,
  remote: string | undefined,
  clone: Clone,
): string[] | undefined {
  const refspecs = toRefspecs(push, remote, clone)?.map(toRefspec);
  if (!refspecs || refspecs.some(isMatching)) return undefined;
  const excluded = refspecs.filter(({ isNegative }) => isNegative);
  const destinations = refspecs
    .filter(({ source, isNegative }) => source !== '' && !isNegative)
    .filter(({ source }) => !isExcluded(findSource(source, clone), excluded))
    .map((refspec) => findDestination(refspec, remote, clone));
  return [...new Set(destinations.flatMap(toBranchNames))];
}

function toRefspecs(
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
      // The branch at work is surely among them; of the others only git knows which are news.
      return headBranch === undefined ? [] : [`refs/heads/${headBranch}:refs/heads/${headBranch}`];
    case 'configured':
      return clone.config.get(`remote.${remote}.push`) ?? toDefaultRefspecs(clone);
  }
}

/** What `push.default` makes of a push without refspecs. */
function toDefaultRefspecs({ config, headBranch }: Clone): string[] | undefined {
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

/** The full name of what is pushed; undefined for a commit and for what git refuses. */
function findSource(name: string, clone: Clone): string | undefined {
  if (name.includes('*')) return findHead(clone);
  if (isHead(name)) return findHead(clone);
  if (name.startsWith('refs/')) return name;
  const found = toFullNames(name).filter((ref) => clone.refs.has(ref));
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
    return toMapped(source, remote, clone);
  }
  if (destination.startsWith('refs/')) return destination;
  const isTag = source?.startsWith('refs/tags/') || clone.refs.has(`refs/tags/${destination}`);
  // Whether `heads/x` means refs/heads/x is decided by the refs of the remote.
  return isTag || /^(heads|tags|remotes)\//.test(destination)
    ? undefined
    : `refs/heads/${destination}`;
}

/** A source without destination keeps its name, unless the configuration maps it. */
function toMapped(source: string, remote: string | undefined, { config }: Clone): string {
  for (const text of config.get(`remote.${remote}.push`) ?? []) {
    const mapped = mapByPattern(toRefspec(text), source);
    if (mapped !== undefined) return mapped;
  }
  const branch = toBranchNames(source)[0];
  const follows = /^(upstream|tracking)$/.test(findSetting(config, 'push.default') ?? '');
  return (follows ? findSetting(config, `branch.${branch}.merge`) : undefined) ?? source;
}

function findHead({ headBranch }: Clone): string | undefined {
  return headBranch === undefined ? undefined : `refs/heads/${headBranch}`;
}

function isHead(name: string): boolean {
  return name === 'HEAD' || name === '@';
}

function toBranchNames(ref: string | undefined): string[] {
  const branch = ref?.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : '';
  return isRefName(branch) ? [branch] : [];
}
