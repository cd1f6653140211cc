/**
 * A repository as one forge names it, e.g. `{ owner: 'acme', name: 'app' }`. The owner may have
 * several parts: `group/subgroup` at GitLab, `organization/project` at Azure DevOps.
 */
export interface RepositoryReference {
  owner: string;
  name: string;
}

/** A repository with the forge's id of it, which survives renames; without one, only its name is known. */
export interface IdentifiedRepository extends RepositoryReference {
  id?: string | null;
}

/** What is stored of a tracked branch's repository. */
export interface StoredRepository {
  /** In the form of `toRepositoryKey`; empty when it is unknown. */
  repository: string;
  /** Null until a refresh has learned it. */
  repositoryId: string | null;
}

/**
 * A repository that is known by its id has the name that its forge reported last: the one in the origin is
 * outdated once it was renamed or transferred, and another repository may have it.
 */
export function toCurrentRepository(
  inOrigin: RepositoryReference,
  { repository, repositoryId }: StoredRepository,
): RepositoryReference {
  const slash = repository.lastIndexOf('/');
  const isOriginal = repositoryId === null || repository === toRepositoryKey(inOrigin);
  if (isOriginal || slash <= 0) return inOrigin;
  return { owner: repository.slice(0, slash), name: repository.slice(slash + 1) };
}

/**
 * How a repository is stored and compared: owner and name in lower case, `acme/app`. No forge
 * distinguishes repositories by case.
 */
export function toRepositoryKey({ owner, name }: RepositoryReference): string {
  return `${owner}/${name}`.toLowerCase();
}
