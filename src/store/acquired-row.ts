import type { TrackedBranchKey } from '../domain/tracked-branch.ts';

/** The RETURNING list of every acquire, from the row `s` and the chat's owner in `due`. */
export const returningAcquired = `s.chat_id AS "chatId",
  s.git_remote_origin AS "remoteOrigin",
  s.git_branch AS "branch",
  due.owner_id AS "ownerId",
  s.forge_id AS "forgeId",
  s.revision AS "revision",
  s.url AS "url",
  s.pull_request_state AS "pullRequestState",
  (extract(epoch FROM now() - s.updated_at) * 1000)::float8 AS "sinceUpdatedMs",
  (extract(epoch FROM now() - s.reported_at) * 1000)::float8 AS "sinceReportedMs",
  s.reported_at AS "reportedAt",
  s.repository AS "repository",
  s.routine AS "routine",
  s.mergeability_attempts AS "mergeabilityAttempts"`;

/** Rows as three arrays of one length, for `unnest`. */
export function toKeyArrays(keys: readonly TrackedBranchKey[]): [string[], string[], string[]] {
  return [
    keys.map((key) => key.chatId),
    keys.map((key) => key.remoteOrigin),
    keys.map((key) => key.branch),
  ];
}
