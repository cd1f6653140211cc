import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { noChanges, toDiffOutcome } from '../changes.ts';
import type { Access, DiffOutcome } from '../forge.ts';
import { toNoDefaultBranch } from '../unanswerable.ts';
import type { AzureDevOpsApi } from './api.ts';
import { buildDiff } from './build-diff.ts';
import { listChanges } from './list-changes.ts';
import type { Repositories } from './repositories.ts';

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  { repository: asked, branch }: { repository: RepositoryReference; branch: string },
  source: { api: AzureDevOpsApi; repositories: Repositories; limitBytes: number },
  access: Access,
): Promise<DiffOutcome> {
  const { api, repositories } = source;
  const found = await repositories.find(asked, access);
  if (found.kind === 'unread') return found.outcome;
  const { value: repository } = found;
  const { defaultBranch } = repository;
  if (defaultBranch === null) return toNoDefaultBranch(repository);
  if (defaultBranch === branch) return toDiffOutcome(noChanges, null, null);
  const type = 'branch' as const;
  const compared = { base: { type, version: defaultBranch }, head: { type, version: branch } };
  const listed = await listChanges(repository, compared, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const { changes, headSha } = listed.value;
  return toDiffOutcome(await buildDiff({ repository, changes }, source, access), null, headSha);
}
