import type { Unread } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { isFromRow as isHeadFromRow, type Row } from '../lookup/find-pull-request.ts';
import type { ListedPullRequest } from './answers.ts';
import type { Repositories } from './repositories.ts';

/** Of a deleted fork GitHub tells whose it was. */
export async function isFromRow(
  { head }: ListedPullRequest,
  row: Row,
  repositories: Repositories,
  access: Access,
): Promise<boolean | Unread> {
  if (head.repository) return isHeadFromRow(head, row, repositories, access);
  const isOwner = head.ownerLogin?.toLowerCase() === row.repository.owner.toLowerCase();
  return isOwner && head.branch === row.branch;
}
