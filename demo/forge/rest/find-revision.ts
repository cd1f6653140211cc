import { bringCommit } from '../git/bare-repository.ts';
import { findCommitId } from '../git/read-commits.ts';
import { findInNetwork } from '../world/repositories.ts';
import type { Repository, World } from '../world/world.ts';

/** Finds `revision` or `owner:revision` and makes its commit readable in this repository. */
export async function findRevision(
  world: World,
  repository: Repository,
  revision: string,
): Promise<string | undefined> {
  const colon = revision.indexOf(':');
  const owner = colon === -1 ? repository.owner.login : revision.slice(0, colon);
  const from = findInNetwork(world, repository, owner);
  if (from === undefined) return undefined;
  const name = revision.slice(colon + 1);
  const sha = from.branches.get(name) ?? (await findCommitId(from.directory, name));
  if (sha !== undefined) await bringCommit(repository.directory, from.directory, sha);
  return sha;
}
