import type { ListedPullRequest } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { toStorableText } from '../../storable-values.ts';
import { deliverable, isOfRepository, markTargetsDue } from '../../webhook-targets.ts';

/** `$3`-`$10`, one array per column. */
export const listed = `unnest($3::text[], $4::integer[], $5::boolean[], $6::timestamptz[],
      $7::text[], $8::text[], $9::text[], $10::text[])
    AS x (url, number, is_open, changed_at, head_sha, head_repository, head_branch,
      head_repository_id)`;

export function toListedValues(pullRequests: readonly ListedPullRequest[]): unknown[] {
  return [
    pullRequests.map(({ url }) => toStorableText(url)),
    pullRequests.map(({ number }) => number),
    pullRequests.map(({ isOpen }) => isOpen),
    pullRequests.map(({ changedAt }) => changedAt),
    pullRequests.map(({ headSha }) => headSha && toStorableText(headSha)),
    pullRequests.map(({ headRepository }) => toStorableText(headRepository)),
    pullRequests.map(({ headBranch }) => toStorableText(headBranch)),
    pullRequests.map(({ headRepositoryId: id }) => (id == null ? null : toStorableText(id))),
  ];
}

/**
 * Whether a listed pull request `x` is the stored one of a row. Its URL changes when its repository is
 * renamed, and another repository that takes over the name has the same URLs: where both ids are known they
 * decide.
 */
export const isListedAsStored = `((x.url = s.url AND (s.repository_id = x.head_repository_id) IS NOT FALSE)
        OR (s.repository_id = x.head_repository_id AND s.git_branch = x.head_branch
          AND s.pr_number = x.number))`;

/**
 * Makes one owner's rows due that are outdated according to the list of a repository: their pull
 * request changed since it was fetched, or another one of their branch is open: the first, a newer one, or an
 * older one that was reopened. Head repository and head branch must both match, never the branch name alone.
 */
const statement = {
  name: 'mark-moved-due',
  text: `
WITH target AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  ${deliverable}
    AND c.owner_id = $2
    AND s.failure_kind IS NULL
    AND EXISTS (
      SELECT FROM ${listed}
      WHERE (${isListedAsStored} AND x.changed_at > s.pull_request_changed_at)
        OR (x.is_open AND ${isOfRepository('x.head_repository', 'x.head_repository_id')}
          AND s.git_branch = x.head_branch
          AND s.refreshed_at IS NOT NULL
          AND (s.url IS NULL OR (s.pull_request_state <> 'open' AND x.number <> s.pr_number))))
    AND (s.stale_at IS NULL OR s.stale_at > now())
  ${inLockOrder}
), ${markTargetsDue}`,
};

/** Returns how many rows are due. */
export async function markMovedDue(
  connection: Connection,
  lane: { forgeId: string; ownerId: string },
  pullRequests: readonly ListedPullRequest[],
): Promise<number> {
  const values = [lane.forgeId, lane.ownerId, ...toListedValues(pullRequests)];
  const [row] = await connection.query<{ count: number }>(statement, values);
  return row?.count ?? 0;
}
