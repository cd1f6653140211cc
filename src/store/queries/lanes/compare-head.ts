import type { LaneKey, SurveyedChecks, SurveyedHead } from '../../../domain/repository-lane.ts';
import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { deliverable, markTargetsDue } from '../../webhook-targets.ts';
import { hasLaneKey, toLaneKeyValues } from './lane-key.ts';

/**
 * One owner's rows with this head in this repository. `$1` forge, `$2` the prefix of the URLs of its pull
 * requests, `$3` owner, `$4` head.
 */
const ofHead = `${deliverable}
    AND c.owner_id = $3
    AND s.head_sha = $4 AND s.pull_request_state = 'open' AND s.failure_kind IS NULL
    AND starts_with(lower(s.url), lower($2))`;

/** `$5`-`$7`: what the lane counted. */
const differs = `((COALESCE(s.checks_passed, 0), COALESCE(s.checks_failed, 0), COALESCE(s.checks_pending, 0))
      <> ($5::integer, $6::integer, $7::integer))`;

const compare = {
  name: 'compare-head',
  text: `
SELECT count(*) FILTER (WHERE ${differs})::int AS differing,
  COALESCE(bool_and(s.checks_required_names IS NOT NULL OR s.checks_required IS NULL)
    FILTER (WHERE ${differs}), false) AS "areRulesKnown",
  (extract(epoch FROM now() - max(s.changed_at)) * 1000)::float8 AS "sinceChangedMs",
  (extract(epoch FROM now() - max(CASE WHEN s.head_history ->> 'head_sha' = s.head_sha
    THEN (s.head_history ->> 'head_at')::timestamptz END)) * 1000)::float8 AS "sinceHeadMs",
  (SELECT (extract(epoch FROM now() - opened_at) * 1000)::float8 FROM lanes
    WHERE ${hasLaneKey}) AS "sinceOpenedMs"
${ofHead}`,
};

/** Compares the checks of a head with the rows that show it. */
export async function compareHead(
  connection: Connection,
  lane: LaneKey,
  { passed, failed, pending }: SurveyedChecks,
): Promise<SurveyedHead> {
  const values = [...toLaneKeyValues(lane), passed, failed, pending];
  const [row] = await connection.query<SurveyedHead>(compare, values);
  if (!row) throw new Error('an aggregate has one row');
  return row;
}

/**
 * Makes the rows due that show other checks, or all of them, unless they are due already, and notes for which checks:
 * rows that then still show others are not made due for the same ones at once.
 */
const mark = {
  name: 'mark-head-due',
  text: `
WITH target AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  ${ofHead}
    AND (${differs} OR $9::boolean)
    AND s.stale_at > now()
  ${inLockOrder}
), noted AS (
  UPDATE lanes SET reported_checks = $8, marked_at = now()
  WHERE ${hasLaneKey}
), ${markTargetsDue}`,
};

/** Returns how many rows are due. */
export async function markHeadDue(
  connection: Connection,
  lane: LaneKey,
  { passed, failed, pending, hash }: SurveyedChecks,
  { all }: { all: boolean },
): Promise<number> {
  const values = [...toLaneKeyValues(lane), passed, failed, pending, hash, all];
  const [row] = await connection.query<{ count: number }>(mark, values);
  return row?.count ?? 0;
}
