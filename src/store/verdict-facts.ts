import type { CheckCounts, UnreadableChecks } from '../domain/checks.ts';
import type { Failure, FailureKind } from '../domain/diff-status.ts';
import { learnUsualChecks, type RegisteredChecks } from '../domain/usual-checks.ts';
import type { PullRequestVerdictFacts, Reason, VerdictFacts } from '../domain/verdict.ts';
import type { PullRequestRow } from './pull-request-columns.ts';

/** The verdict of a row as it was last decided, and what it depends on besides the pull request. */
export interface VerdictRow {
  failure_kind: FailureKind | null;
  failure_message: string | null;
  refreshed_at: Date | null;
  reported_sha: string | null;
  reported_over_sha: string | null;
  signalled_since_read: boolean;
  since_reported_ms: number | null;
  /** Since forges last had a reason to start the checks of the head, as it was first seen. */
  since_trigger_ms: number;
  /** When that was, if the head had been seen before; null otherwise. */
  retriggered_at: Date | null;
  /** Since the forge was last read in full; null before. */
  since_read_ms: number | null;
  /** A delivery has changed the checks since, and no read has confirmed them. */
  checks_unconfirmed: boolean;
  /** The checks of the last settled heads; null while the stored verdict is valid. */
  usual_heads: readonly RegisteredChecks[] | null;
  /** Null until the first verdict. */
  verdict_reason: Reason | null;
  verdict_detail: string | null;
  verdict_head_sha: string | null;
  verdict_since: Date | null;
  verdict_missing: readonly string[] | null;
  /** Something that the verdict depends on has changed since it was decided. */
  verdict_is_due: boolean;
}

const isDue = 's.verdict_due_at <= now()';

const isSameHead = `s.head_history ->> 'head_sha' = s.head_sha`;

/** Forges run checks on a pull request that people may merge: drafts often have none. */
const isReady = `(s.pull_request_state = 'open' AND s.pull_request_draft IS NOT TRUE)`;

/** Nothing has given the forge a reason to start checks since the stored one. */
export const isSameTrigger = `COALESCE(${isSameHead}
    AND (s.head_history ->> 'pr_number')::integer IS NOT DISTINCT FROM s.pr_number
    AND s.head_history ->> 'base_branch' IS NOT DISTINCT FROM s.base_branch
    AND ((s.head_history ->> 'ready')::boolean OR NOT ${isReady}), false)`;

/** Heads that usual checks are learned from, per repository and base. */
export const rememberedHeads = 20;

/** The columns of `VerdictRow` that no other list of columns contains; `s` is the tracked branch. */
export const verdictColumns = `s.reported_sha, s.reported_over_sha,
  s.report_number > s.read_report_number AS signalled_since_read,
  (EXTRACT(epoch FROM now() - s.reported_at) * 1000)::float8 AS since_reported_ms,
  CASE WHEN ${isSameTrigger}
    THEN (EXTRACT(epoch FROM now() - (s.head_history ->> 'head_at')::timestamptz) * 1000)::float8
    ELSE 0 END AS since_trigger_ms,
  CASE WHEN NOT ${isSameTrigger} AND ${isSameHead} THEN s.updated_at
    WHEN ${isSameTrigger} AND (s.head_history ->> 'retriggered')::boolean
    THEN (s.head_history ->> 'head_at')::timestamptz END AS retriggered_at,
  (EXTRACT(epoch FROM now() - s.detailed_at) * 1000)::float8 AS since_read_ms,
  COALESCE(s.checks_delivered_at >= s.detailed_at, false) AS checks_unconfirmed,
  CASE WHEN ${isDue} THEN (
    SELECT COALESCE(jsonb_agg(h.checks), '[]') FROM (
      SELECT checks FROM settled_heads
      WHERE forge_id = s.forge_id AND repository = s.repository AND base_branch = s.base_branch
      ORDER BY settled_at DESC LIMIT ${rememberedHeads}) h
  ) END AS usual_heads,
  s.verdict_reason, s.verdict_detail, s.verdict_head_sha, s.verdict_since, s.verdict_missing,
  COALESCE(${isDue}, false) AS verdict_is_due`;

export function toVerdictFacts(row: PullRequestRow & VerdictRow): VerdictFacts {
  return {
    failure: toFailure(row),
    refreshed: row.refreshed_at !== null,
    reportedSha: row.reported_sha,
    reportedOverSha: row.reported_over_sha,
    signalledSinceRead: row.signalled_since_read,
    sinceReportedMs: row.since_reported_ms,
    pullRequest: toPullRequestFacts(row),
    usualChecks: learnUsualChecks(row.usual_heads ?? []),
  };
}

function toFailure({ failure_kind: kind, failure_message: message }: VerdictRow): Failure | null {
  return kind === null ? null : { kind, message: message ?? '' };
}

function toPullRequestFacts(row: PullRequestRow & VerdictRow): PullRequestVerdictFacts | null {
  if (row.pull_request_state === null) return null;
  return {
    state: row.pull_request_state,
    draft: row.pull_request_draft === true,
    headSha: row.head_sha,
    sinceTriggerMs: row.since_trigger_ms,
    retriggered: row.retriggered_at !== null,
    sinceReadMs: row.since_read_ms ?? row.since_trigger_ms,
    checks: toChecks(row),
    checksUnconfirmed: row.checks_unconfirmed,
    mergeability: row.mergeability,
    autoMerge: row.auto_merge === true,
    inMergeQueue: row.in_merge_queue === true,
    reviewDecision: row.review_decision,
    approved: row.approved === true,
    changesRequested: row.changes_requested === true,
    reviewerCount: row.reviewer_count ?? 0,
    unresolvedThreads: row.unresolved_threads ?? 0,
    conversationUnread: row.conversation_unread === true,
  };
}

function toChecks(row: PullRequestRow): CheckCounts | UnreadableChecks | null {
  if (row.checks_unreadable !== null) return { unreadable: row.checks_unreadable };
  const { checks_passed: passed, checks_failed: failed, checks_pending: pending } = row;
  if (passed === null || failed === null || pending === null) return null;
  return {
    headSha: row.checks_head_sha,
    state: row.checks_state,
    passed,
    failed,
    pending,
    required: row.checks_required,
    optionalFailed: row.checks_optional_failed ?? 0,
    missing: row.checks_missing ?? [],
    names: row.checks_names ?? [],
  };
}
