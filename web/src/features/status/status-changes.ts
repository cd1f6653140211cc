import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { formatShortChecks, toChecksSummary } from './checks-summary.ts';
import { toMergeability } from './merge-state.ts';
import { formatReview } from './review-text.ts';

/** What a reader would notice between two looks at a branch, most important first. */
export function listChanges(
  before: DiffStatus | undefined,
  now: DiffStatus,
  forge: string,
): string[] {
  const say = messages.refreshReport;
  const recovered = before?.failure && !now.failure ? [say.recovered(forge)] : [];
  if (before?.pr_number !== now.pr_number || before.url !== now.url) {
    return [...listFound(before, now), ...recovered];
  }
  if (now.pull_request_state === null) {
    return before.head_sha === now.head_sha ? recovered : [say.commits, ...recovered];
  }
  const changes = [...listPullRequestChanges(before, now), ...listVerdictChanges(before, now)];
  if (changes.length === 0 && toDetails(before) !== toDetails(now)) changes.push(say.details);
  return [...changes, ...recovered];
}

function listFound(before: DiffStatus | undefined, now: DiffStatus): string[] {
  const say = messages.refreshReport;
  if (now.pull_request_state === null) {
    return before?.pull_request_state ? [say.gone(before.pr_number)] : [];
  }
  const state = now.pull_request_state === 'open' ? [] : [say.state[now.pull_request_state]];
  return [say.found(now.pr_number), ...state];
}

function listPullRequestChanges(before: DiffStatus, now: DiffStatus): string[] {
  const say = messages.refreshReport;
  const state = now.pull_request_state ?? 'open';
  return [
    before.pull_request_state === now.pull_request_state ? '' : say.state[state],
    before.pull_request_draft === now.pull_request_draft
      ? ''
      : now.pull_request_draft
        ? say.draft
        : say.ready,
    before.head_sha === now.head_sha ? '' : say.commits,
    before.pull_request_title === now.pull_request_title ? '' : say.title,
  ].filter(Boolean);
}

function listVerdictChanges(before: DiffStatus, now: DiffStatus): string[] {
  const say = messages.refreshReport;
  const [checks, checksBefore] = [toChecks(now), toChecks(before)];
  const [review, reviewBefore] = [formatReview(now), formatReview(before)];
  const [merge, mergeBefore] = [toMergeability(now), toMergeability(before)];
  const threads = now.unresolved_threads;
  // That a forge computes the mergeability anew is no news; its answer is.
  const mergeKnown = merge !== null && merge !== 'unknown' && now.pull_request_state === 'open';
  return [
    checks === checksBefore || checks === undefined ? '' : say.checks(checks),
    review === reviewBefore ? '' : say.review(review),
    mergeKnown && merge !== mergeBefore ? say.merge(messages.chat.mergeability[merge]) : '',
    threads === null || threads === before.unresolved_threads ? '' : say.threads(threads),
  ].filter(Boolean);
}

function toChecks({ checks }: DiffStatus): string | undefined {
  const summary = toChecksSummary(checks);
  return summary && formatShortChecks(summary);
}

/** What else the page shows of a pull request. */
function toDetails(status: DiffStatus): string {
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
