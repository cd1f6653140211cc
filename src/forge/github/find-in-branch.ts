import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import { findBase } from '../diff/compared-branch.ts';
import type { Access, FileDiffOutcome, FileDiffRequest } from '../forge.ts';
import { mostComparedFiles, readComparison } from './compare.ts';
import { findHeadSha } from './diff.ts';
import { findListed } from './listed-file.ts';
import type { Repositories } from './repositories.ts';
import type { SearchedFile } from './searched-file.ts';

/** Looks among what a branch changed since it left the default branch of its own repository. */
export async function findInBranch(
  request: Pick<FileDiffRequest, 'repository' | 'branch' | 'path'>,
  { api, repositories }: { api: ForgeApi; repositories: Repositories },
  access: Access,
): Promise<SearchedFile | Unread | Extract<FileDiffOutcome, { kind: 'no_file' }>> {
  const base = await findBase(request, repositories, access);
  if (base.kind === 'unread') return base;
  if (base.value === null) return { kind: 'no_file' };
  const { repository, defaultBranch } = base.value;
  const { branch, path } = request;
  const headSha = await findHeadSha(repository, branch, api, access);
  const revisions = { repository, base: defaultBranch, head: branch };
  const subject = toBranchSubject(repository, branch);
  const compared = await readComparison(revisions, subject, api, access);
  if (compared.kind === 'unread') return compared;
  const { files, mergeBase } = compared.value;
  return {
    kind: 'searched',
    repository,
    headSha,
    head: headSha ?? branch,
    file: findListed(files, { path }),
    isWhole: files.length < mostComparedFiles,
    readMergeBase: async () => ({ kind: 'read', value: mergeBase }),
  };
}
