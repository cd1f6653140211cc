import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ApiRequest, ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { createMemory, findOrRead, readAgain } from '../memory.ts';
import { toFullName } from '../parsing/repository-identity.ts';

/** What repositories are called, forked from and merge into: it rarely changes. */
export interface RememberedRepositories<Repository> {
  /** As it was read within the last minutes, or now. */
  find(repository: RepositoryReference, access: Access): Promise<MaybeRead<Repository>>;
  /** As it is now. */
  read(repository: RepositoryReference, access: Access): Promise<MaybeRead<Repository>>;
}

const rememberedForMs = 10 * 60_000;

/** Reads repositories as a forge's API shows them. */
export function rememberRepositories<Repository>(
  toRequest: (repository: RepositoryReference) => ApiRequest<Repository>,
  api: Pick<ForgeApi, 'read'>,
  clock: Pick<Clock, 'now'>,
): RememberedRepositories<Repository> {
  const memory = createMemory<Repository>(rememberedForMs, clock);
  return {
    find: (repository, access) =>
      findOrRead(memory, toName(repository), access, () => api.read(toRequest(repository), access)),
    read: (repository, access) =>
      readAgain(memory, toName(repository), access, () => api.read(toRequest(repository), access)),
  };
}

function toName(repository: RepositoryReference): string {
  return toFullName(repository).toLowerCase();
}
