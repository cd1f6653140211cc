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

/**
 * How a repository is stored and compared: owner and name in lower case, `acme/app`. No forge
 * distinguishes repositories by case.
 */
export function toRepositoryKey({ owner, name }: RepositoryReference): string {
  return `${owner}/${name}`.toLowerCase();
}
