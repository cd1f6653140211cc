import type { NextDue } from '../../../domain/backoff.ts';
import type { PullRequest } from '../../../domain/diff-status.ts';
import type { CurrentRepository } from '../../../domain/refresh-outcome.ts';
import type { RecordResult } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import {
  type FencedRow,
  fencedParameterCount,
  heldRow,
  nextRoutine,
  nextStaleAt,
  publishRecorded,
  readReportNumber,
  returningRecorded,
  sameRow,
  startedBeforeFacts,
  toFencedValues,
  toRecordResult,
} from '../../fence.ts';
import { followRepository, toRepositoryValues } from '../../follow-repository.ts';
import {
  type Kept,
  numberParameters,
  type PullRequestColumn,
  pullRequestColumns,
  toParameterValues,
} from '../../pull-request-columns.ts';

const firstColumn = fencedParameterCount + 1;
const reported = numberParameters(pullRequestColumns, firstColumn);
const repositoryColumn = firstColumn + pullRequestColumns.length + 1;
/** When the forge was read: not before the row was acquired, and perhaps long before this statement. */
const readAt = `now() - $${repositoryColumn + 2}::float8 * interval '1 millisecond'`;
/** Reading a pull request makes the forge compute its mergeability. */
const isComputing = `$${firstColumn + pullRequestColumns.length}::boolean`;

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

/** The value that a delivery stored after the refresh began is kept. */
function toAssignment(column: PullRequestColumn): string {
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
 * Stores the result of a successful refresh, replacing another pull request if there was one. A
 * result that is older than what is stored changes nothing and is fetched again: at once after a signal
 * (S2) or a delivery during the refresh, and otherwise in a moment, when the forge has caught up.
 */
const statement = {
  name: 'record-pull-request',
  text: `
WITH ${heldRow}, stored AS (
  UPDATE chat_diff_statuses s SET
    ${pullRequestColumns.map(toAssignment).join(',\n    ')},
    mergeability_attempts =
      CASE WHEN ${isComputing} THEN LEAST(held.mergeability_attempts + 1, 100) ELSE 0 END,
    failure_kind = NULL, failure_message = NULL, failure_retry_at = NULL,
    refreshed_at = now(), updated_at = now(), detailed_at = ${readAt}, outdated_since = NULL,
    read_report_number = ${readReportNumber},
    recorded_revision = $4,
    ${followRepository(repositoryColumn)},
    stale_at = ${nextStaleAt},
    routine = ${nextRoutine}
  FROM held
  WHERE ${sameRow} AND NOT ${isRefused}
  RETURNING ${returningRecorded}
), postponed AS (
  UPDATE chat_diff_statuses s SET
    stale_at = CASE
      WHEN held.revision <> $4 THEN held.stale_at
      WHEN ${isOvertaken} THEN now()
      ELSE now() + GREATEST(interval '3 seconds', (now() - held.outdated_since) / 2)
    END,
    outdated_since = CASE WHEN ${isOutdated} THEN COALESCE(held.outdated_since, now())
      ELSE held.outdated_since END,
    routine = false
  FROM held
  WHERE ${sameRow} AND ${isRefused}
  RETURNING ${returningRecorded}
), recorded AS (
  SELECT * FROM stored UNION ALL SELECT * FROM postponed
)
${publishRecorded}`,
};

export async function recordPullRequest(
  connection: Connection,
  row: FencedRow,
  pullRequest: PullRequest,
  due: NextDue,
  repository?: CurrentRepository,
  sinceAcquiredMs = 0,
): Promise<RecordResult> {
  const values = [
    ...toFencedValues(row, due),
    ...toParameterValues(pullRequestColumns, ({ read }) => read(pullRequest)),
    pullRequest.mergeability === 'computing',
    ...toRepositoryValues(repository),
    sinceAcquiredMs,
  ];
  return toRecordResult(await connection.query<{ interrupted: boolean }>(statement, values));
}
