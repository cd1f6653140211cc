import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { StatusRequest } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';

/** What rows that are asked in one call have in common: one list answers those of a repository. */
export interface Together {
  /** The branches of the repository for which a pull request is looked for. */
  listBranches(repository: RepositoryReference): readonly string[];
  /** Asks for each address once. */
  read: ForgeApi['read'];
}

export function createTogether(requests: readonly StatusRequest[], api: ForgeApi): Together {
  const branches = new Map<string, Set<string>>();
  for (const { repository, branch, known } of requests) {
    if (known?.state === 'open') continue;
    const key = toKey(repository);
    branches.set(key, (branches.get(key) ?? new Set()).add(branch));
  }
  const reads = new Map<string, ReturnType<ForgeApi['read']>>();
  const read = (...[request, access]: Parameters<ForgeApi['read']>) => {
    const running = reads.get(request.url) ?? api.read(request, access);
    reads.set(request.url, running);
    return running;
  };
  return {
    listBranches: (repository) => [...(branches.get(toKey(repository)) ?? [])],
    // Of one address everyone reads the same.
    read: read as ForgeApi['read'],
  };
}

function toKey(repository: RepositoryReference): string {
  return toFullName(repository).toLowerCase();
}
