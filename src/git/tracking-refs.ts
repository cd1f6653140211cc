import { isRefName } from '../domain/branch-name.ts';
import { type GitConfig, listSubsections } from './git-config.ts';
import { mapByPattern, parseRefspec } from './refspec.ts';

/** A branch of a remote. */
export interface RemoteBranch {
  remote: string;
  branch: string;
}

/**
 * The remote branch that a remote-tracking ref follows, by the fetch refspecs of the remotes. Empty for a
 * ref that follows none; more than one where remotes share a namespace.
 */
export function listRemoteBranches(config: GitConfig, ref: string): RemoteBranch[] {
  return listSubsections(config, 'remote').flatMap((remote) => {
    for (const text of config.get(`remote.${remote}.fetch`) ?? []) {
      const { source, destination, isNegative } = parseRefspec(text);
      if (isNegative || destination === undefined || destination === '') continue;
      const reverse = { source: destination, destination: source, isNegative: false };
      const name = mapByPattern(reverse, ref);
      const branch = name?.startsWith('refs/heads/') ? name.slice('refs/heads/'.length) : '';
      if (isRefName(branch)) return [{ remote, branch }];
    }
    return [];
  });
}

/** The ref that follows a branch of a remote; undefined when the remote's refspecs do not fetch it. */
export function findTrackingRef(
  config: GitConfig,
  { remote, branch }: RemoteBranch,
): string | undefined {
  for (const text of config.get(`remote.${remote}.fetch`) ?? []) {
    const refspec = parseRefspec(text);
    if (refspec.isNegative || !refspec.destination) continue;
    const ref = mapByPattern(refspec, `refs/heads/${branch}`);
    if (ref !== undefined) return ref;
  }
  return undefined;
}
