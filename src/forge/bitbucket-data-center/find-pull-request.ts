import type { MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import type { FoundPullRequest } from '../lookup/find-pull-request.ts';
import { isFromRow, type Row } from '../lookup/is-from-row.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { OpenList, OpenPullRequests } from './open-pull-requests.ts';
import { toReference } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';

/**
 * Finds the newest open pull request of a branch, among those that come from the branch's own
 * repository, into whichever repository they go.
 */
export async function findOpenPullRequest(
  row: Row,
  open: OpenPullRequests,
  repositories: Repositories,
  access: Access,
): Promise<MaybeRead<FoundPullRequest<PullRequestAnswer> | undefined>> {
  const { repository, branch } = row;
  const list: OpenList = (await open.findAll(repository)) ?? (await open.list(repository, branch));
  if (list.kind === 'unread') return list;
  for (const answer of list.value.filter(isLive).toSorted(byNewest)) {
    const isOwn = await isFromRow(answer.head, row, { repositories }, access);
    if (typeof isOwn !== 'boolean') return isOwn;
    if (isOwn) return { kind: 'read', value: { reference: toReference(answer), answer } };
  }
  return { kind: 'read', value: undefined };
}

/** A deleted fork opens no pull request. */
function isLive({ state, head }: PullRequestAnswer): boolean {
  return state === 'open' && head.repository !== null;
}

/** Numbers are given per repository: between two of them only the time tells. */
function byNewest(one: PullRequestAnswer, other: PullRequestAnswer): number {
  return (other.createdAt ?? 0) - (one.createdAt ?? 0) || other.number - one.number;
}
