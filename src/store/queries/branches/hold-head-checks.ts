import type { MarkCommitDue } from '../../../domain/delivery.ts';
import type { TrackedBranchKey } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { toStorableText } from '../../storable-values.ts';
import type { StoredRun } from '../../stored-runs.ts';
import { deliverable, isReadable } from '../../webhook-targets.ts';
import { isHeadOf } from './mark-commit-due.ts';

/** A row whose head a report is about, locked until the transaction ends. */
export interface HeldChecks extends TrackedBranchKey {
  forgeId: string;
  /** Null where there is no list that a delivery may change: only a read can say more. */
  runs: StoredRun[] | null;
  requiredNames: string[] | null;
  isMerged: boolean;
  /** The time of the transaction, by the database's clock. */
  now: Date;
}

/**
 * S12: a delivery is addressed to the server, and a chat may track any repository. A list is changed only where
 * the owner's own token could read it when it was last used; S16: which unreadable checks say it could not.
 */
const isChangeable = `(${isReadable} AND s.pull_request_state = 'open' AND s.checks_unreadable IS NULL)`;

/**
 * The head has just moved, and the owner's token could read the checks of the one before and the rules of the base: the
 * list begins with what is reported first.
 */
const begins = '(s.checks_head_sha IS NULL AND s.checks_required_names IS NOT NULL)';

const runs = `CASE WHEN NOT ${isChangeable} THEN NULL
    WHEN s.checks_head_sha = s.head_sha THEN s.check_runs
    WHEN ${begins} THEN '[]' END`;

const held = `s.chat_id AS "chatId", s.git_remote_origin AS "remoteOrigin", s.git_branch AS "branch",
  s.forge_id AS "forgeId", ${runs} AS "runs",
  s.checks_required_names AS "requiredNames", s.pull_request_state = 'merged' AS "isMerged", now() AS "now"`;

const ofCommit = {
  name: 'hold-head-checks',
  text: `
SELECT ${held}
${deliverable}
  AND ${isHeadOf({ sha: '$2', repository: '$3', prefix: '$4', id: '$5' })}
  AND ($6::text IS NULL OR c.owner_id = $6)
${inLockOrder}`,
};

const ofRow = {
  name: 'hold-head-checks-of-row',
  text: `
SELECT ${held}
FROM chat_diff_statuses s
WHERE s.chat_id = $1 AND s.git_remote_origin = $2 AND s.git_branch = $3 AND s.head_sha = $4
FOR UPDATE OF s`,
};

/** The rows whose head is the commit, of one owner or of all of them. */
export async function holdHeadChecks(
  connection: Connection,
  { forgeId, sha, repository, pullRequestPrefix, repositoryId = null }: MarkCommitDue,
  ownerId: string | null,
): Promise<HeldChecks[]> {
  const texts = [sha, repository, pullRequestPrefix].map(toStorableText);
  const id = repositoryId && toStorableText(repositoryId);
  return connection.query<HeldChecks>(ofCommit, [forgeId, ...texts, id, ownerId]);
}

/** One row, if its head is still the commit. */
export async function holdRowChecks(
  connection: Connection,
  { chatId, remoteOrigin, branch }: TrackedBranchKey,
  sha: string,
): Promise<HeldChecks[]> {
  return connection.query<HeldChecks>(ofRow, [chatId, remoteOrigin, branch, toStorableText(sha)]);
}
