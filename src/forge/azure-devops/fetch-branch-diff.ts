import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { noChanges, toDiffOutcome } from '../changes.ts';
import type { Access, DiffOutcome } from '../forge.ts';
import type { MaybeRead } from '../forge-api.ts';
import { toNoDefaultBranch } from '../unanswerable.ts';
import type { AzureDevOpsApi } from './api.ts';
import { buildDiff } from './build-diff.ts';
import { type ListedChanges, listChanges } from './list-changes.ts';
import type { Repositories } from './repositories.ts';
import type { NamedRepository } from './repository-answer.ts';

interface ComparedBranch extends ListedChanges {
  repository: NamedRepository;
}

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  request: { repository: RepositoryReference; branch: string },
  source: { api: AzureDevOpsApi; repositories: Repositories; limitBytes: number },
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, source, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const built = await buildDiff(compared.value, source, access);
  return toDiffOutcome(built, null, compared.value.headSha);
}

/** Null for the default branch itself. */
export async function compareBranch(
  { repository: asked, branch }: { repository: RepositoryReference; branch: string },
  { api, repositories }: { api: AzureDevOpsApi; repositories: Repositories },
  access: Access,
): Promise<MaybeRead<ComparedBranch | null>> {
  const found = await repositories.find(asked, access);
  if (found.kind === 'unread') return found;
  const { value: repository } = found;
  const { defaultBranch } = repository;
  if (defaultBranch === null) {
    return { kind: 'unread', status: undefined, outcome: toNoDefaultBranch(repository) };
  }
  if (defaultBranch === branch) return { kind: 'read', value: null };
  const type = 'branch' as const;
  const compared = { base: { type, version: defaultBranch }, head: { type, version: branch } };
  const listed = await listChanges(repository, compared, api, access);
  if (listed.kind === 'unread') return listed;
  return { kind: 'read', value: { ...listed.value, repository } };
}
