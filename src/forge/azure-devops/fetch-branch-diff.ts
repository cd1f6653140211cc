import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { MaybeRead } from '../client/forge-api.ts';
import { noChanges, toDiffOutcome } from '../diff/changes.ts';
import { findBase } from '../diff/compared-branch.ts';
import type { Access, DiffOutcome } from '../forge.ts';
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
  request: { repository: RepositoryReference; branch: string },
  { api, repositories }: { api: AzureDevOpsApi; repositories: Repositories },
  access: Access,
): Promise<MaybeRead<ComparedBranch | null>> {
  const base = await findBase(request, repositories, access);
  if (base.kind === 'unread') return base;
  if (base.value === null) return { kind: 'read', value: null };
  const { repository, defaultBranch } = base.value;
  const type = 'branch' as const;
  const head = { type, version: request.branch };
  const compared = { base: { type, version: defaultBranch }, head };
  const listed = await listChanges(repository, compared, api, access);
  if (listed.kind === 'unread') return listed;
  return { kind: 'read', value: { ...listed.value, repository } };
}
