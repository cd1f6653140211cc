import type { MarkCommitDue, MarkedDue } from '../../../domain/delivery.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { toStorableText } from '../../storable-values.ts';
import {
  deliverable,
  isOfRepository,
  type MarkedTargets,
  markTargetsRoutinelyDue,
  toMarkedDue,
} from '../../webhook-targets.ts';

/**
 * Whether the commit is the head of a row. The checks of a fork's pull request run in the base repository, which
 * is not the row's own, so the URL is compared as well: except for a row of the same name, whose repository was
 * renamed and which another one replaced.
 */
export const isHeadOf = ({ sha, repository, prefix, id }: Record<CommitParameter, string>) =>
  `s.head_sha = ${sha}
    AND (${isOfRepository(repository, id)}
      OR (starts_with(lower(s.url), lower(${prefix}))
        AND (s.repository = ${repository} AND s.repository_id <> ${id}) IS NOT TRUE))`;

type CommitParameter = 'sha' | 'repository' | 'prefix' | 'id';

/**
 * A delivery names a commit: rows with that head commit are due. A push starts dozens of checks with at least two
 * deliveries each, so the rows are due as routine.
 */
const statement = {
  name: 'mark-commit-due',
  text: `
WITH target AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  ${deliverable}
    AND ${isHeadOf({ sha: '$2', repository: '$3', prefix: '$4', id: '$5' })}
  ${inLockOrder}
), ${markTargetsRoutinelyDue}`,
};

export async function markCommitDue(
  connection: Connection,
  { forgeId, repository, repositoryId = null, sha, pullRequestPrefix }: MarkCommitDue,
): Promise<MarkedDue> {
  const texts = [sha, repository, pullRequestPrefix].map(toStorableText);
  const id = repositoryId && toStorableText(repositoryId);
  const [marked] = await connection.query<MarkedTargets>(statement, [forgeId, ...texts, id]);
  return toMarkedDue(marked);
}
