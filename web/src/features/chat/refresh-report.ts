import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { formatShortChecks, toChecksSummary } from '../status/checks-summary.ts';
import { toSpokenName } from '../status/forge-name.ts';
import { toFreshness } from '../status/freshness.ts';
import { toMergeability } from '../status/merge-state.ts';
import { formatReview } from '../status/review-decision.ts';

/** What a refresh that a person asked for has brought. */
export interface RefreshReport {
  kind: 'changed' | 'unchanged' | 'failed';
  words: string;
}

type Branch = Pick<DiffStatus, 'git_remote_origin' | 'git_branch'>;

/** `forge` is the host of the forge that serves the branch in view. */
export function toRefreshReport(
  before: Chat,
  after: Chat,
  branch: Branch | null,
  forge: string,
  nowMs: number,
): RefreshReport {
  const say = messages.refreshReport;
  const known = branch ? findBranch(before, branch) : undefined;
  const now = branch ? findBranch(after, branch) : after.diff_statuses[0];
  if (now === undefined) return { kind: 'unchanged', words: say.noBranch };
  if (now.failure !== null) return { kind: 'failed', words: formatFailure(now, forge, nowMs) };
  const changes = [
    ...listChanges(known, now, toSpokenName(forge)),
    ...listElsewhere(before, after, now),
  ];
  if (changes.length > 0) return { kind: 'changed', words: changes.join('. ') };
  // A look that another one has overtaken, or that was handed to another replica.
  if (known && known.refreshed_at === now.refreshed_at)
    return { kind: 'failed', words: say.noAnswer };
  const hasPullRequest = now.pull_request_state !== null;
  return { kind: 'unchanged', words: hasPullRequest ? say.nothingNew : say.noPullRequest };
}

/** S9: what is shown stays, and the words say of when it is. */
function formatFailure(status: DiffStatus, forge: string, nowMs: number): string {
  const say = messages.refreshReport;
  const kind = status.failure?.kind ?? 'internal';
  const until = status.failure?.retry_at ?? null;
  if (kind === 'rate_limited' && until !== null) return say.pausedUntil(formatClock(until, nowMs));
  const problem = messages.failure[kind].title(toSpokenName(forge));
  const { outdated } = toFreshness(status, forge, nowMs);
  return outdated && status.refreshed_at !== null
    ? say.failedShowing(problem, formatClock(status.refreshed_at, nowMs))
    : problem;
}

function listElsewhere(before: Chat, after: Chat, shown: Branch): string[] {
  const changed = after.diff_statuses.filter((status) => {
    const known = findBranch(before, status);
    return !isSame(status, shown) && listChanges(known, status, '').length > 0;
  });
  return changed.length === 0 ? [] : [messages.refreshReport.otherBranches(changed.length)];
}

function findBranch(chat: Chat, branch: Branch): DiffStatus | undefined {
  return chat.diff_statuses.find((status) => isSame(status, branch));
}

function isSame(left: Branch, right: Branch): boolean {
  return left.git_branch === right.git_branch && left.git_remote_origin === right.git_remote_origin;
}

/** What a reader would notice between two looks at a branch, most important first. */
function listChanges(before: DiffStatus | undefined, now: DiffStatus, forge: string): string[] {
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
