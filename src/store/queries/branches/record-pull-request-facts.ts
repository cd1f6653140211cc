import type { RecordPullRequestFacts } from '../../../domain/delivery.ts';
import type { Connection } from '../../database.ts';
import { publishRecorded, returningRecorded, sameRow, toStorableText } from '../../fence.ts';
import { deliverable, inLockOrder } from '../../webhook-targets.ts';

/**
 * Deliveries come late, twice and in any order. Of the pull request that is stored only newer facts
 * count, and of two in one moment the one that is further on; merged is final. Facts without an
 * instant cannot be placed and change nothing that is known.
 */
const advancesStored = `(s.url = $2 AND $7::timestamptz IS NOT NULL
      AND (s.pull_request_state IS DISTINCT FROM 'merged' OR $4::text = 'merged')
      AND (s.pull_request_changed_at IS NULL
        OR $7 > s.pull_request_changed_at
        OR ($4 = 'merged' AND s.pull_request_state <> 'merged')
        OR ($7 = s.pull_request_changed_at AND $4 = 'closed' AND s.pull_request_state = 'open')))`;

/** What the address of a pull request says before its number. */
const toPrefix = (url: string) => `regexp_replace(lower(${url}), '[0-9]+[^0-9]*$', '')`;

/**
 * A branch of that repository and name, never of the name alone, that this is the first news of. A
 * settled one may be of an earlier life of the name: only the forge's own answer tells.
 */
const isFirst = `(s.url IS NULL AND $4 = 'open')`;

/**
 * S12: a delivery is addressed to the server, and a chat may track any repository. Shown is what the
 * owner's own token has read, as far as is known still may.
 */
const isReadable = `s.refreshed_at IS NOT NULL AND (s.failure_kind IS NULL OR s.failure_kind IN
      ('rate_limited', 'unavailable', 'timed_out', 'malformed', 'internal'))`;

/** Or that has a settled pull request, after which another one was opened. */
const succeedsStored = `(s.url <> $2 AND s.pull_request_state IN ('closed', 'merged')
        AND $4 = 'open' AND $7 IS NOT NULL AND s.pr_number < $3::integer
        AND ${toPrefix('s.url')} = ${toPrefix('$2::text')})`;

const isSame = 'held.url = $2';
const isSameHead = `held.url = $2 AND ($10::text IS NULL OR held.head_sha = $10)`;

const keep = (columns: readonly string[], condition: string) =>
  columns.map((name) => `${name} = CASE WHEN ${condition} THEN held.${name} END`).join(',\n    ');

const ofPullRequest = [
  'changes_requested',
  'approved',
  'reviewer_count',
  'review_decision',
  'unresolved_threads',
  'requested_reviewers',
  'labels',
];
const whileOpen = ['auto_merge', 'in_merge_queue', 'merge_queue_position'];
const ofHeadCommit = [
  'additions',
  'deletions',
  'changed_files',
  'commits',
  'checks_state',
  'checks_passed',
  'checks_failed',
  'checks_pending',
  'mergeable',
  'mergeability',
];

/**
 * Shows what a delivery says of a pull request before the forge was asked. What it does not say is
 * kept while it is about the same pull request and the same commit, and unknown otherwise.
 */
const statement = {
  name: 'record-pull-request-facts',
  text: `
WITH held AS MATERIALIZED (
  SELECT s.*, c.owner_id
  ${deliverable}
    AND ${isReadable}
    AND (${advancesStored}
      OR (s.repository = $13 AND s.git_branch = $14 AND (${isFirst} OR ${succeedsStored})))
  ${inLockOrder}
), recorded AS (
  UPDATE chat_diff_statuses s SET
    url = $2, pr_number = $3, pull_request_state = $4, pull_request_title = $5,
    pull_request_draft = $6,
    pull_request_changed_at =
      GREATEST($7, CASE WHEN ${isSame} THEN held.pull_request_changed_at END),
    base_branch = $8,
    head_branch = COALESCE($9, CASE WHEN ${isSame} THEN held.head_branch END),
    head_sha = COALESCE($10, CASE WHEN ${isSame} THEN held.head_sha END),
    author_login = COALESCE($11, CASE WHEN ${isSame} THEN held.author_login END),
    author_avatar_url = COALESCE($12, CASE WHEN ${isSame} THEN held.author_avatar_url END),
    ${keep(ofPullRequest, isSame)},
    ${keep(whileOpen, `${isSame} AND $4 = 'open'`)},
    ${keep(ofHeadCommit, isSameHead)},
    counts_at_least = held.counts_at_least AND COALESCE(${isSameHead}, false),
    updated_at = now()
  FROM held
  WHERE ${sameRow}
  RETURNING ${returningRecorded}
)
${publishRecorded}`,
};

/** How many rows show something newer. Published only where a person can see it (S4, S11). */
export async function recordPullRequestFacts(
  connection: Connection,
  { forgeId, head, facts }: RecordPullRequestFacts,
): Promise<number> {
  const values = [
    forgeId,
    facts.url,
    facts.number,
    facts.state,
    facts.title,
    facts.draft,
    facts.changedAt,
    facts.baseBranch,
    head?.branch ?? null,
    facts.headSha,
    facts.authorLogin,
    facts.authorAvatarUrl,
    head?.repository ?? null,
    head?.branch ?? null,
  ];
  const storable = values.map((value) =>
    typeof value === 'string' ? toStorableText(value) : value,
  );
  return (await connection.query(statement, storable)).length;
}
