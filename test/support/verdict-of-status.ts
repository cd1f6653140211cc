import type { DiffStatus } from '../../src/contract/diff-status.ts';
import { decideVerdict, type PullRequestVerdictFacts } from '../../src/domain/verdict.ts';

/** The verdict that the server sends with these facts, an hour after the head was pushed. */
export function toVerdictOf(status: DiffStatus): DiffStatus['verdict'] {
  const { reason, section, headSha, detail } = decideVerdict({
    failure: status.failure,
    refreshed: status.refreshed_at !== null,
    reportedSha: status.reported_sha,
    reportedOverSha: null,
    signalledSinceRead: false,
    sinceReportedMs: null,
    pullRequest: toPullRequestFacts(status),
    usualChecks: { heads: 0, checks: [] },
  });
  return { reason, section, since: status.updated_at, head_sha: headSha, detail };
}

function toPullRequestFacts(status: DiffStatus): PullRequestVerdictFacts | null {
  if (status.pull_request_state === null) return null;
  return {
    state: status.pull_request_state,
    draft: status.pull_request_draft === true,
    headSha: status.head_sha,
    sinceTriggerMs: 3_600_000,
    retriggered: false,
    sinceReadMs: 0,
    conversationUnread: false,
    checks: toChecks(status.checks),
    checksUnconfirmed: false,
    mergeability: status.mergeability ?? (status.mergeable === false ? 'conflicting' : null),
    autoMerge: status.auto_merge === true,
    inMergeQueue: status.in_merge_queue === true,
    reviewDecision: status.review_decision,
    approved: status.approved === true,
    changesRequested: status.changes_requested === true,
    reviewerCount: status.reviewer_count ?? 0,
    unresolvedThreads: status.unresolved_threads ?? 0,
  };
}

function toChecks(checks: DiffStatus['checks']): PullRequestVerdictFacts['checks'] {
  const { passed, failed, pending, failure_message: message } = checks;
  if (!checks.readable) return { unreadable: message ?? '' };
  if (passed === null && failed === null && pending === null && checks.state === null) return null;
  return {
    headSha: checks.head_sha,
    state: checks.state,
    passed: passed ?? 0,
    failed: failed ?? 0,
    pending: pending ?? 0,
    required: checks.required,
    optionalFailed: checks.optional_failed ?? 0,
    missing: checks.missing,
    names: [],
  };
}
