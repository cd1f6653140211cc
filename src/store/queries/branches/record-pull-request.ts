import type { PullRequest } from '../../../domain/diff-status.ts';
import { longestLagMs } from '../../../domain/head-checks.ts';
import type { CurrentRepository } from '../../../domain/refresh-outcome.ts';
import {
  type Fenced,
  heldAndGiven,
  holdGiven,
  nextRoutine,
  nextStaleAt,
  notifiedCount,
  publishChanged,
  readReportNumber,
  returningRecorded,
  sameRow,
  startedBeforeFacts,
  withFence,
} from '../../fence.ts';
import { followRepository, repositoryColumns } from '../../follow-repository.ts';
import {
  type Kept,
  type PullRequestColumn,
  pullRequestColumns,
} from '../../pull-request-columns.ts';
import type { RowStatement } from '../../row-batches.ts';

export interface RecordPullRequest extends Fenced {
  pullRequest: PullRequest;
  repository: CurrentRepository | undefined;
  /** How old the result may be. */
  sinceAcquiredMs: number;
  /** Of everything that was read; null where the same response may still lead to another row. */
  readDigest: string | null;
}

const columns = withFence<RecordPullRequest>([
  ...pullRequestColumns.map(({ name, type, read }) => {
    return { name, type, read: ({ pullRequest }: RecordPullRequest) => read(pullRequest) };
  }),
  ...repositoryColumns,
  {
    name: 'computing',
    type: 'boolean',
    read: ({ pullRequest }) => pullRequest.mergeability === 'computing',
  },
  { name: 'since_acquired_ms', type: 'float8', read: ({ sinceAcquiredMs }) => sinceAcquiredMs },
  { name: 'read_digest', type: 'text', read: ({ readDigest }) => readDigest },
]);

const reported = (name: string) => `given.${name}`;
/** When the forge was read: not before the row was acquired, and perhaps long before this statement. */
export const readAt = "now() - given.since_acquired_ms * interval '1 millisecond'";

/**
 * The forge's replicas lag behind its deliveries: for a moment a refresh may return something older
 * than what is stored. Bounded in time, because a forge that was restored from a backup, or whose clock has
 * stepped back, is right for good: since the first such refresh, because deliveries go on.
 */
const isOutdated = `(held.url = ${reported('url')}
    AND held.pull_request_changed_at > ${reported('pull_request_changed_at')}
    AND held.updated_at > now() - interval '5 minutes'
    AND (held.outdated_since > now() - interval '5 minutes') IS NOT FALSE) IS TRUE`;

const isSamePullRequest = `held.url = ${reported('url')}`;

/**
 * A delivery stored facts after this refresh began, and by the forge's own clock the refresh did not
 * return anything newer.
 */
const isOvertaken = `(${startedBeforeFacts} AND (${isSamePullRequest}
    AND ${reported('pull_request_changed_at')} > held.pull_request_changed_at) IS NOT TRUE) IS TRUE`;

/** What checks, reviews and mergeability depend on: if it differs, they are about something older. */
const decisive = ['url', 'pull_request_state', 'pull_request_draft', 'base_branch', 'head_sha'];
const contradictsStored = `(${decisive.map((name) => `held.${name}`).join(', ')})
    IS DISTINCT FROM (${decisive.map(reported).join(', ')})`;

const isRefused = `(${isOutdated} OR (${isOvertaken} AND ${contradictsStored}))`;
const isSameHead = `${isSamePullRequest} AND held.head_sha = ${reported('head_sha')}
      AND held.base_branch = ${reported('base_branch')}`;
const isReopened = `(held.pull_request_state <> 'open' AND ${reported('pull_request_state')} = 'open')`;

const conditions: Readonly<Record<Kept, string>> = {
  never: 'false',
  for_pull_request: isSamePullRequest,
  for_head: isSameHead,
  while_read: `${isSameHead} AND NOT ${isReopened}`,
};

/** A delivery changed the list of checks after the refresh began, or shortly before. */
export function areChecksNewer(alias: string): string {
  return `${alias}.checks_delivered_at > ${readAt} - interval '${longestLagMs} milliseconds'`;
}

/**
 * A delivery changed the list of checks after the refresh began, or so shortly before that the forge's replica may
 * not have known: the lists are merged run by run, right after this statement.
 */
const mergesChecks = `(${isSameHead}
    AND held.pull_request_state = 'open' AND ${reported('pull_request_state')} = 'open'
    AND ${areChecksNewer('held')}
    AND held.check_runs IS NOT NULL AND given.check_runs IS NOT NULL) IS TRUE`;

/** The value that a delivery stored after the refresh began is kept. */
function toAssignment(column: PullRequestColumn): string {
  if (!column.ofRuns) return toCurrentValue(column);
  return `${column.name} = CASE WHEN ${mergesChecks} THEN held.${column.name}
      ELSE ${toRefreshedValue(column)} END`;
}

function toCurrentValue(column: PullRequestColumn): string {
  const value = toRefreshedValue(column);
  if (!column.readFact) return `${column.name} = ${value}`;
  return `${column.name} = CASE WHEN ${isOvertaken}
      THEN COALESCE(held.${column.name}, ${reported(column.name)}) ELSE ${value} END`;
}

/** S9: a value that the forge did not report this time is kept while it still applies. */
function toRefreshedValue({ name, keptByRefresh, reportedWith }: PullRequestColumn): string {
  const value = reported(name);
  const applies = conditions[keptByRefresh];
  if (keptByRefresh === 'never') return value;
  if (reportedWith === undefined) {
    return `COALESCE(${value}, CASE WHEN ${applies} THEN held.${name} END)`;
  }
  return `COALESCE(${value},
      CASE WHEN ${reported(reportedWith)} IS NULL AND ${applies} THEN held.${name} END)`;
}

/**
 * Stores the results of successful refreshes, replacing other pull requests if there were some. A
 * result that is older than what is stored changes nothing and is fetched again: at once after a signal
 * (S2) or a delivery during the refresh, and otherwise in a moment, when the forge has caught up.
 */
export const recordPullRequest: RowStatement<RecordPullRequest> = {
  statement: {
    name: 'record-pull-request',
    text: `
WITH ${holdGiven(columns)}, stored AS (
  UPDATE chat_diff_statuses s SET
    ${pullRequestColumns.map(toAssignment).join(',\n    ')},
    mergeability_attempts =
      -- Reading a pull request makes the forge compute its mergeability.
      CASE WHEN given.computing THEN LEAST(held.mergeability_attempts + 1, 100) ELSE 0 END,
    failure_kind = NULL, failure_message = NULL, failure_retry_at = NULL,
    refreshed_at = now(), updated_at = now(), outdated_since = NULL,
    fully_read_at = ${readAt},
    detailed_at = CASE WHEN ${mergesChecks} THEN held.detailed_at ELSE ${readAt} END,
    read_report_number = ${readReportNumber},
    recorded_revision = given.fence,
    read_digest = CASE WHEN NOT ${isOvertaken} AND NOT ${mergesChecks} THEN given.read_digest END,
    ${followRepository},
    stale_at = ${nextStaleAt},
    routine = ${nextRoutine}
  FROM ${heldAndGiven}
  WHERE ${sameRow} AND NOT ${isRefused}
  RETURNING ${returningRecorded}, ${mergesChecks} AS merges_checks
), postponed AS (
  UPDATE chat_diff_statuses s SET
    stale_at = CASE
      WHEN held.revision <> given.fence THEN held.stale_at
      WHEN ${isOvertaken} THEN now()
      ELSE now() + GREATEST(interval '3 seconds', (now() - held.outdated_since) / 2)
    END,
    outdated_since = CASE WHEN ${isOutdated} THEN COALESCE(held.outdated_since, now())
      ELSE held.outdated_since END,
    routine = false
  FROM ${heldAndGiven}
  WHERE ${sameRow} AND ${isRefused}
  RETURNING ${returningRecorded}, false AS merges_checks
), recorded AS (
  SELECT * FROM stored UNION ALL SELECT * FROM postponed
), ${publishChanged}
SELECT place, interrupted, merges_checks AS "mergesChecks", ${notifiedCount}
FROM recorded`,
  },
  columns,
};
