import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { toMergeability } from '../../../../src/contract/pull-request-state.ts';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { findChecksSummary, formatShortChecks } from '../status/checks-summary.ts';
import { formatForgeName } from '../status/forge-name.ts';
import { toFreshness } from '../status/freshness.ts';
import { formatMergeability } from '../status/merge-state.ts';
import { formatReview } from '../status/review-decision.ts';

/** The result of a refresh that the reader requested. */
export interface RefreshReport {
  kind: 'changed' | 'unchanged' | 'failed';
  text: string;
}

type Branch = Pick<DiffStatus, 'git_remote_origin' | 'git_branch'>;

/** `forge` is the host of the forge that serves the shown branch. */
export function buildRefreshReport(
  before: Chat,
  after: Chat,
  branch: Branch | null,
  forge: string,
  nowMs: number,
): RefreshReport {
  const text = messages.refreshReport;
  const previous = branch ? findBranch(before, branch) : undefined;
  const now = branch ? findBranch(after, branch) : after.diff_statuses[0];
  if (now === undefined) return { kind: 'unchanged', text: text.noBranch };
  if (now.failure !== null) return { kind: 'failed', text: formatFailure(now, forge, nowMs) };
  const changes = [
    ...listChanges(previous, now, formatForgeName(forge)),
    ...countOtherChanges(before, after, now),
  ];
  if (changes.length > 0) return { kind: 'changed', text: changes.join('. ') };
  // The check was overtaken by another one, or another replica does it.
  if (previous && previous.refreshed_at === now.refreshed_at) {
    return { kind: 'failed', text: text.stillWaiting(formatForgeName(forge)) };
  }
  const hasPullRequest = now.pull_request_state !== null;
  return { kind: 'unchanged', text: hasPullRequest ? text.nothingNew : text.noPullRequest };
}

/** S9: shown data stays, and the text says how old it is. */
function formatFailure(status: DiffStatus, forge: string, nowMs: number): string {
  const text = messages.refreshReport;
  const kind = status.failure?.kind ?? 'internal';
  const until = status.failure?.retry_at ?? null;
  const isResumed = kind === 'rate_limited' && !status.waits_for_polling;
  if (isResumed && until !== null) return text.pausedUntil(formatClock(until, nowMs));
  const problem = messages.failure[kind].title(formatForgeName(forge));
  const { outdated } = toFreshness(status, forge, nowMs);
  return outdated && status.refreshed_at !== null
    ? text.failedShowing(problem, formatClock(status.refreshed_at, nowMs))
    : problem;
}

function countOtherChanges(before: Chat, after: Chat, shown: Branch): string[] {
  const changed = after.diff_statuses.filter((status) => {
    const previous = findBranch(before, status);
    return !isSame(status, shown) && listChanges(previous, status, '').length > 0;
  });
  return changed.length === 0 ? [] : [messages.refreshReport.otherBranches(changed.length)];
}

function findBranch(chat: Chat, branch: Branch): DiffStatus | undefined {
  return chat.diff_statuses.find((status) => isSame(status, branch));
}

function isSame(left: Branch, right: Branch): boolean {
  return left.git_branch === right.git_branch && left.git_remote_origin === right.git_remote_origin;
}

/** The visible changes of a branch between two checks, most important first. */
function listChanges(before: DiffStatus | undefined, now: DiffStatus, forge: string): string[] {
  const text = messages.refreshReport;
  const recovered = before?.failure && !now.failure ? [text.recovered(forge)] : [];
  if (before?.pr_number !== now.pr_number || before.url !== now.url) {
    return [...listFound(before, now), ...recovered];
  }
  if (now.pull_request_state === null) {
    return before.head_sha === now.head_sha ? recovered : [text.commits, ...recovered];
  }
  const changes = [
    ...listPullRequestChanges(before, now),
    ...listReviewAndMergeChanges(before, now),
  ];
  if (changes.length === 0 && serializeDetails(before) !== serializeDetails(now))
    changes.push(text.details);
  return [...changes, ...recovered];
}

function listFound(before: DiffStatus | undefined, now: DiffStatus): string[] {
  const text = messages.refreshReport;
  if (now.pull_request_state === null) {
    return before?.pull_request_state ? [text.gone(before.pr_number)] : [];
  }
  const state = now.pull_request_state === 'open' ? [] : [text.state[now.pull_request_state]];
  return [text.found(now.pr_number), ...state];
}

function listPullRequestChanges(before: DiffStatus, now: DiffStatus): string[] {
  const text = messages.refreshReport;
  const state = now.pull_request_state ?? 'open';
  return [
    before.pull_request_state === now.pull_request_state ? '' : text.state[state],
    before.pull_request_draft === now.pull_request_draft
      ? ''
      : now.pull_request_draft
        ? text.draft
        : text.ready,
    before.head_sha === now.head_sha ? '' : text.commits,
    before.pull_request_title === now.pull_request_title ? '' : text.title,
  ].filter(Boolean);
}

function listReviewAndMergeChanges(before: DiffStatus, now: DiffStatus): string[] {
  const text = messages.refreshReport;
  const [checks, checksBefore] = [formatChecksOf(now), formatChecksOf(before)];
  const [review, reviewBefore] = [formatReview(now), formatReview(before)];
  const [merge, mergeBefore] = [toMergeability(now), toMergeability(before)];
  const threads = now.unresolved_threads;
  // Forges recompute the mergeability often; only a result counts as a change.
  const mergeKnown = merge !== null && merge !== 'unknown' && now.pull_request_state === 'open';
  return [
    checks === checksBefore || checks === undefined ? '' : text.checks(checks),
    review === reviewBefore ? '' : text.review(review),
    mergeKnown && merge !== mergeBefore ? text.merge(formatMergeability(now)) : '',
    threads === null || threads === before.unresolved_threads ? '' : text.threads(threads),
  ].filter(Boolean);
}

function formatChecksOf({ checks }: DiffStatus): string | undefined {
  const summary = findChecksSummary(checks);
  return summary && formatShortChecks(summary);
}

/** Everything else that the page shows of a pull request. */
function serializeDetails(status: DiffStatus): string {
  return JSON.stringify([
    status.labels,
    status.requested_reviewers,
    status.reviewer_count,
    status.auto_merge,
    status.in_merge_queue,
    status.merge_queue_position,
    status.base_branch,
    [status.additions, status.deletions, status.changed_files, status.commits],
  ]);
}
