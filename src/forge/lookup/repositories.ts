import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ApiRequest, ForgeApi, MaybeRead, Unread } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { createMemory, type Memory, rememberReads } from './remember-reads.ts';

/** Names, parents and default branches of repositories, which rarely change. */
export interface RememberedRepositories<Repository> {
  /** As it was read within the last ten minutes, or a fresh one. */
  find(repository: RepositoryReference, access: Access): Promise<MaybeRead<Repository>>;
  /** Always a fresh one. */
  read(repository: RepositoryReference, access: Access): Promise<MaybeRead<Repository>>;
  /** Why repositories above a fork, or their pull requests, were refused within the last ten minutes. */
  readonly refused: Memory<Unread>;
  /**
   * The one with this id, whatever its name is. `formerly` names the organization, for a forge whose ids
   * belong to one. Undefined where the forge finds no repository by its id.
   */
  readById?(
    id: string,
    formerly: RepositoryReference,
    access: Access,
  ): Promise<MaybeRead<Repository> | undefined>;
}

/** The request for the repository with an id; undefined for an id that the forge cannot have. */
type ToRequestById<Repository> = (
  id: string,
  formerly: RepositoryReference,
) => ApiRequest<Repository> | undefined;

const rememberedForMs = 10 * 60_000;

export function rememberRepositories<Repository extends {}>(
  toRequest: (repository: RepositoryReference) => ApiRequest<Repository>,
  api: Pick<ForgeApi, 'read'>,
  clock: Pick<Clock, 'monotonic'>,
  toRequestById?: ToRequestById<Repository>,
): RememberedRepositories<Repository> {
  const reads = rememberReads<Repository>(rememberedForMs, clock);
  const request = (repository: RepositoryReference, access: Access) => () =>
    api.read(toRequest(repository), access);
  return {
    find: (repository, access) =>
      reads.find(toName(repository), access, request(repository, access)),
    read: (repository, access) =>
      reads.read(toName(repository), access, request(repository, access)),
    refused: createMemory(rememberedForMs, clock),
    ...(toRequestById && {
      async readById(id, formerly, access) {
        const byId = toRequestById(id, formerly);
        return byId ? api.read(byId, access) : undefined;
      },
    }),
  };
}

function toName(repository: RepositoryReference): string {
  return toFullName(repository).toLowerCase();
}
