import type { Connection } from '../database.ts';
import { toStorableText } from '../fence.ts';
import { deliverable, inLockOrder, markTargetsDue } from '../webhook-targets.ts';

export interface MarkBranchDue {
  forgeId: string;
  /** Null when only the pull request is known, as when its fork is gone. */
  head: { repository: string; branch: string } | null;
  /** Null when the delivery speaks of no pull request. */
  url: string | null;
}

/**
 * A delivery names a branch or a pull request: everybody who tracks it is due. A repository's key is
 * in lower case; branch and address are compared exactly.
 */
const statement = {
  name: 'mark-branch-due',
  text: `
WITH target AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  ${deliverable}
    AND (s.url = $2 OR (s.repository = $3 AND s.git_branch = $4))
  ${inLockOrder}
), ${markTargetsDue}`,
};

/** How many rows are due. */
export async function markBranchDue(
  connection: Connection,
  { forgeId, head, url }: MarkBranchDue,
): Promise<number> {
  const texts = [url, head?.repository, head?.branch];
  const values = [forgeId, ...texts.map((text) => (text == null ? null : toStorableText(text)))];
  const [row] = await connection.query<{ count: number }>(statement, values);
  return row?.count ?? 0;
}
