import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { Unread } from './client/forge-api.ts';
import type { Access, PullRequestReference } from './forge.ts';
import type { RememberedRepositories } from './lookup/repositories.ts';

/** The newest pull request that was found; undefined when there is none. */
export type Found =
  | {
      kind: 'read';
      value: { reference: PullRequestReference } | undefined;
      /** Where it was looked has another name by now. */
      redirected: boolean;
    }
  | Unread;

/** Looks in `base` for what comes from `head`. */
type FindIn<Base, Head> = (base: Base, head: Head) => Promise<Found>;

/** Looks in the branch's own repository first, then in the one it was forked from. */
export async function findFrom<Base, Repository extends Base & { parent: Base | null }>(
  asked: RepositoryReference,
  findIn: FindIn<Base, Repository>,
  repositories: RememberedRepositories<Repository>,
  access: Access,
): Promise<Found> {
  const remembered = await repositories.find(asked, access);
  if (remembered.kind === 'unread') return remembered;
  const first = await findInBoth(remembered.value, findIn);
  const isVoid = first.kind === 'unread' ? first.status === 404 : first.redirected;
  if (!isVoid) return first;
  // Renamed, moved or deleted since it was remembered: what was asked by its old name is void.
  const current = await repositories.read(asked, access);
  return current.kind === 'unread' ? current : findInBoth(current.value, findIn);
}

/** Of several candidates the one with the highest number; undefined for none. */
export function toNewest(
  repository: RepositoryReference,
  candidates: readonly { number: number }[],
): { reference: PullRequestReference } | undefined {
  if (candidates.length === 0) return undefined;
  const number = Math.max(...candidates.map((candidate) => candidate.number));
  return { reference: { repository, number } };
}

async function findInBoth<Base, Repository extends Base & { parent: Base | null }>(
  repository: Repository,
  findIn: FindIn<Base, Repository>,
): Promise<Found> {
  const own = await findIn(repository, repository);
  if (own.kind === 'unread' || own.redirected || own.value || !repository.parent) return own;
  return findIn(repository.parent, repository);
}
