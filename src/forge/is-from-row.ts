import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { Unread } from './client/forge-api.ts';
import type { Access, StatusRequest } from './forge.ts';
import type { RememberedRepositories } from './lookup/repositories.ts';
import {
  isSameName,
  isSameRepository,
  type NamedRepository,
} from './parsing/repository-identity.ts';

/** Whose branch it is that a row tracks. */
export type Row = Pick<StatusRequest, 'repository' | 'branch'>;

/** Where a pull request comes from. */
export interface Head {
  branch: string;
  /** Null when the fork was deleted, which forges that say so do not name any more. */
  repository: NamedRepository | null;
}

/** Head repository and branch must both be the row's, never the branch name alone. */
export async function isFromRow(
  head: Head,
  { repository, branch }: Row,
  repositories: RememberedRepositories<NamedRepository>,
  access: Access,
): Promise<boolean | Unread> {
  if (head.branch !== branch) return false;
  const named = head.repository;
  if (!named) return isDeleted(repository, repositories, access);
  if (isSameName(named, repository)) return true;
  // Renamed since the row was reported.
  const isHead = (one: NamedRepository) => isSameRepository(one, named);
  return isNowSuch(repository, isHead, repositories, access);
}

/** Whether a pull request of a list comes from a branch: another fork may have one of that name. */
export function isFromBranch(head: Head, repository: NamedRepository, branch: string): boolean {
  return (
    head.branch === branch &&
    head.repository !== null &&
    isSameRepository(repository, head.repository)
  );
}

/** What is remembered of a repository may confirm what it is, only a fresh answer deny it. */
export async function isNowSuch<Repository>(
  repository: RepositoryReference,
  isSuch: (repository: Repository) => boolean,
  repositories: RememberedRepositories<Repository>,
  access: Access,
): Promise<boolean | Unread> {
  const remembered = await repositories.find(repository, access);
  if (remembered.kind === 'unread') return remembered;
  if (isSuch(remembered.value)) return true;
  const current = await repositories.read(repository, access);
  return current.kind === 'unread' ? current : isSuch(current.value);
}

/** A deleted fork can only have been the row's if the row's repository is not there any more. */
export async function isDeleted(
  repository: RepositoryReference,
  repositories: RememberedRepositories<unknown>,
  access: Access,
): Promise<boolean | Unread> {
  const current = await repositories.read(repository, access);
  if (current.kind === 'read') return false;
  return current.status === 404 || current.status === 410 ? true : current;
}
