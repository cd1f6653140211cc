import type { Unread } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { isDeleted, isNowSuch, type Row } from '../lookup/find-pull-request.ts';
import type { ListedPullRequest, RepositoryAnswer } from './answers.ts';
import type { Repositories } from './repositories.ts';

/** Source project and branch must both be the row's, never the branch name alone. */
export async function isFromRow(
  { headBranch, headRepositoryId }: ListedPullRequest,
  { repository, branch }: Row,
  repositories: Repositories,
  access: Access,
): Promise<boolean | Unread> {
  if (headBranch !== branch) return false;
  if (headRepositoryId === null) return isDeleted(repository, repositories, access);
  const isHead = ({ id }: RepositoryAnswer) => id === headRepositoryId;
  return isNowSuch(repository, isHead, repositories, access);
}
