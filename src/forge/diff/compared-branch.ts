import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { MaybeRead } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access, DiffRequest } from '../forge.ts';
import type { RememberedRepositories } from '../lookup/repositories.ts';
import { toFullName } from '../parsing/repository-identity.ts';

/** The repository of a branch, and the default branch that it is compared with. */
interface Base<Repository> {
  repository: Repository;
  defaultBranch: string;
}

/** Null for the default branch itself. */
export async function findBase<
  Repository extends RepositoryReference & { defaultBranch: string | null },
>(
  { repository: asked, branch }: Pick<DiffRequest, 'repository' | 'branch'>,
  repositories: Pick<RememberedRepositories<Repository>, 'find'>,
  access: Access,
): Promise<MaybeRead<Base<Repository> | null>> {
  const found = await repositories.find(asked, access);
  if (found.kind === 'unread') return found;
  const { value: repository } = found;
  const { defaultBranch } = repository;
  if (defaultBranch === null) {
    return { kind: 'unread', status: undefined, outcome: toNoDefaultBranch(repository) };
  }
  return { kind: 'read', value: defaultBranch === branch ? null : { repository, defaultBranch } };
}

function toNoDefaultBranch(repository: RepositoryReference) {
  const message = `${toFullName(repository)} names no default branch to compare with.`;
  return toFailed('malformed', message);
}
