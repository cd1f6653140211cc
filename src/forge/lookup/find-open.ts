import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import type { RememberedRepositories } from './repositories.ts';

/** The newest open pull request of a branch; undefined when there is none. */
export type FoundOpen =
  | {
      kind: 'read';
      value: { reference: PullRequestReference } | undefined;
      /** The searched repository has been renamed or moved. */
      redirected: boolean;
    }
  | Unread;

/** Searches the pull requests into `base` for one from `head`. */
type FindIn<Base, Head> = (base: Base, head: Head) => Promise<FoundOpen>;

/** Searches the branch's own repository first, then the one it was forked from. */
export async function findInRepositoryOrParent<
  Base,
  Repository extends Base & { parent: Base | null },
>(
  requested: RepositoryReference,
  findIn: FindIn<Base, Repository>,
  repositories: RememberedRepositories<Repository>,
  access: Access,
): Promise<FoundOpen> {
  const remembered = await repositories.find(requested, access);
  if (remembered.kind === 'unread') return remembered;
  const first = await findInBoth(remembered.value, findIn);
  const isOutdated = first.kind === 'unread' ? first.status === 404 : first.redirected;
  if (!isOutdated) return first;
  // The repository was renamed, moved or deleted since it was remembered: search its current name.
  const current = await repositories.read(requested, access);
  return current.kind === 'unread' ? current : findInBoth(current.value, findIn);
}

async function findInBoth<Base, Repository extends Base & { parent: Base | null }>(
  repository: Repository,
  findIn: FindIn<Base, Repository>,
): Promise<FoundOpen> {
  const own = await findIn(repository, repository);
  if (own.kind === 'unread' || own.redirected || own.value || !repository.parent) return own;
  return findIn(repository.parent, repository);
}

/** Picks the candidate with the highest number; undefined for none. */
export function pickNewest(
  { owner, name }: RepositoryReference,
  candidates: readonly { number: number }[],
): { reference: PullRequestReference } | undefined {
  if (candidates.length === 0) return undefined;
  const number = Math.max(...candidates.map((candidate) => candidate.number));
  return { reference: { repository: { owner, name }, number } };
}
