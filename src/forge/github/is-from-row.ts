import type { Access, StatusRequest } from '../forge.ts';
import type { Unread } from '../forge-api.ts';
import type { ListedPullRequest } from './answers.ts';
import { isSameRepository, type Repositories } from './repositories.ts';
import { isSameName } from './repository-name.ts';

/** Head repository and branch must both be the row's, never the branch name alone. */
export async function isFromRow(
  { head }: ListedPullRequest,
  { repository, branch }: StatusRequest,
  repositories: Repositories,
  access: Access,
): Promise<boolean | Unread> {
  if (head.branch !== branch) return false;
  if (!head.repository) return head.ownerLogin?.toLowerCase() === repository.owner.toLowerCase();
  if (isSameName(head.repository, repository)) return true;
  // Renamed since the row was reported: a remembered name may confirm that, only a fresh one deny it.
  const remembered = await repositories.find(repository, access);
  if (remembered.kind === 'unread') return remembered;
  if (isSameRepository(remembered.value, head.repository)) return true;
  const current = await repositories.read(repository, access);
  return current.kind === 'unread' ? current : isSameRepository(current.value, head.repository);
}
