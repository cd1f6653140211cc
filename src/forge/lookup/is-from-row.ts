import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Unread } from '../client/forge-api.ts';
import type { Access, StatusRequest } from '../forge.ts';
import {
  isSameName,
  isSameRepository,
  type NamedRepository,
} from '../parsing/repository-identity.ts';
import type { RememberedRepositories } from './repositories.ts';

/** The repository and branch that a row tracks. */
export type Row = Pick<StatusRequest, 'repository' | 'repositoryId' | 'branch'>;

/** Where the commits of a pull request come from. */
export interface Head {
  branch: string;
  /** Null when the fork was deleted and the forge no longer names it. */
  repository: HeadRepository | null;
}

/** Some forges report only the id. */
type HeadRepository = NamedRepository | { id: number };

export interface HeadDeps {
  repositories: RememberedRepositories<NamedRepository>;
  /**
   * Whether a deleted head repository was the row's, where the forge reports enough to know.
   * Undefined: it was, if the row's repository is gone as well.
   */
  isFromDeletedFork?: boolean | undefined;
}

/** Whether a pull request comes from a row's branch. Reads the repository if it may be renamed. */
export async function isFromRow(
  head: Head,
  row: Row,
  { repositories, isFromDeletedFork }: HeadDeps,
  access: Access,
): Promise<boolean | Unread> {
  return isFrom(head, row.branch, (repository) => {
    if (repository) return isHeadOf(row, repository, repositories, access);
    return isFromDeletedFork ?? isDeleted(row.repository, repositories, access);
  });
}

/** Whether a listed pull request comes from a branch of a repository that was just read. */
export function isFromBranch(head: Head, repository: NamedRepository, branch: string): boolean {
  return isFrom(head, branch, (named) => named !== null && isSame(repository, named));
}

/**
 * Head branch and head repository must both match: any fork may have a branch of the same name,
 * and a stranger's pull request must never be shown as the row's.
 */
function isFrom<Result>(
  head: Head,
  branch: string,
  isHeadRepository: (repository: HeadRepository | null) => Result,
): Result | false {
  return head.branch === branch && isHeadRepository(head.repository);
}

/** A remembered repository can confirm a match. Only a fresh response can deny it. */
async function isHeadOf(
  row: Row,
  head: HeadRepository,
  repositories: RememberedRepositories<NamedRepository>,
  access: Access,
): Promise<boolean | Unread> {
  const { repository, repositoryId } = row;
  // Another repository may have taken over the name.
  if (repositoryId !== undefined && head.id !== null) return `${head.id}` === repositoryId;
  if ('name' in head && isSameName(repository, head)) return true;
  const remembered = await repositories.find(repository, access);
  if (remembered.kind === 'unread') return remembered;
  if (isSame(remembered.value, head)) return true;
  const current = await repositories.read(repository, access);
  return current.kind === 'unread' ? current : isSame(current.value, head);
}

/** Whether the head is of another repository than the one by which the row is known. */
export function isOfAnotherRepository({ repository }: Head, { repositoryId }: Row): boolean {
  const id = repository?.id ?? null;
  return repositoryId !== undefined && id !== null && `${id}` !== repositoryId;
}

function isSame(repository: NamedRepository, head: HeadRepository): boolean {
  return 'name' in head ? isSameRepository(repository, head) : repository.id === head.id;
}

async function isDeleted(
  repository: RepositoryReference,
  repositories: RememberedRepositories<NamedRepository>,
  access: Access,
): Promise<boolean | Unread> {
  const current = await repositories.read(repository, access);
  if (current.kind === 'read') return false;
  return current.status === 404 || current.status === 410 ? true : current;
}
