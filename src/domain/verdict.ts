import { type CheckCounts, isUnreadable, type UnreadableChecks } from './checks.ts';
import type { FailureKind, Mergeability, PullRequestState, ReviewDecision } from './diff-status.ts';
import { findMissingChecks, type MissingChecks, type UsualChecks } from './usual-checks.ts';

/** Does the reader have to act: yes, not now, or never again. */
export type Section = 'needs_you' | 'working' | 'done';

/** What a tracked branch needs, most urgent first. */
export const reasons = [
  'checks_failed',
  'conflicts',
  'changes_requested',
  'no_token',
  'token_refused',
  'no_access',
  'not_found',
  'no_forge',
  'threads_open',
  'behind',
  'ready_to_merge',
  'approved',
  'needs_review',
  'push_pending',
  'checks_starting',
  'checks_running',
  'in_merge_queue',
  'auto_merge',
  'in_review',
  'draft',
  'looking',
  'paused',
  'unreachable',
  'no_pull_request',
  'no_branch',
  'merged',
  'closed',
] as const;

export type Reason = (typeof reasons)[number];

/** What a tracked branch needs now, and why: one statement about one commit (S13). */
export interface Verdict {
  reason: Reason;
  section: Section;
  /** The commit that it is about; null without a pull request. */
  headSha: string | null;
  /** What is missing or unknown, and what to do about it; null when the reason says it all. */
  detail: string | null;
  /** Required and usual checks that have not started. */
  missing: readonly string[];
  /** Time alone may change the verdict after this long; null when it cannot. */
  changesInMs: number | null;
  /** The forge has to be read again after this long to know more; null when it need not. */
  readInMs: number | null;
}

/** Everything that a verdict depends on. */
export interface VerdictFacts {
  failure: { kind: FailureKind; message: string } | null;
  /** Whether the branch was ever read. */
  refreshed: boolean;
  /** The commit of the last push signal; null when that signal named none. */
  reportedSha: string | null;
  /** The head that the forge showed when that signal arrived. */
  reportedOverSha: string | null;
  /** A push signal arrived after the branch was last read. */
  signalledSinceRead: boolean;
  /** Since the last push signal; null when there was none. */
  sinceReportedMs: number | null;
  pullRequest: PullRequestVerdictFacts | null;
  usualChecks: UsualChecks;
}

export interface PullRequestVerdictFacts {
  state: PullRequestState;
  draft: boolean;
  headSha: string | null;
  /** Since forges last had a reason to start the checks of this head. */
  sinceTriggerMs: number;
  /** That reason came after this head was first seen. */
  retriggered: boolean;
  /** Since the forge was last read in full. */
  sinceReadMs: number;
  /** Null when the forge does not report checks. */
  checks: CheckCounts | UnreadableChecks | null;
  /** A delivery has changed them, and no read of the forge has confirmed the list since. */
  checksUnconfirmed: boolean;
  mergeability: Mergeability | null;
  autoMerge: boolean;
  inMergeQueue: boolean;
  reviewDecision: ReviewDecision | null;
  approved: boolean;
  changesRequested: boolean;
  reviewerCount: number;
  unresolvedThreads: number;
  /** Threads, merge queue and review decision may have changed, and could not be read. */
  conversationUnread: boolean;
}

const sections: Record<Reason, Section> = {
  checks_failed: 'needs_you',
  conflicts: 'needs_you',
  changes_requested: 'needs_you',
  no_token: 'needs_you',
  token_refused: 'needs_you',
  no_access: 'needs_you',
  not_found: 'needs_you',
  no_forge: 'needs_you',
  threads_open: 'needs_you',
  behind: 'needs_you',
  ready_to_merge: 'needs_you',
  approved: 'needs_you',
  needs_review: 'needs_you',
  push_pending: 'working',
  checks_starting: 'working',
  checks_running: 'working',
  in_merge_queue: 'working',
  auto_merge: 'working',
  in_review: 'working',
  draft: 'working',
  looking: 'working',
  paused: 'working',
  unreachable: 'working',
  no_pull_request: 'working',
  no_branch: 'working',
  merged: 'done',
  closed: 'done',
};

export function toSection(reason: Reason): Section {
  return sections[reason];
}

/** How long a head that the forge does not show yet may be on its way. */
const longestPushMs = 2 * 60_000;

type Found = Pick<Verdict, 'reason'> &
  Partial<Pick<Verdict, 'detail' | 'missing' | 'changesInMs' | 'readInMs'>>;

/** The one place that decides what a tracked branch needs. */
export function decideVerdict(facts: VerdictFacts): Verdict {
  const defaults = { detail: null, missing: [], changesInMs: null, readInMs: null };
  const found = { ...defaults, ...findReason(facts) };
  const headSha = facts.pullRequest?.headSha ?? null;
  return { ...found, section: toSection(found.reason), headSha };
}

function findReason(facts: VerdictFacts): Found {
  const { failure, pullRequest } = facts;
  if (pullRequest?.state === 'merged') return { reason: 'merged' };
  if (pullRequest?.state === 'closed') return { reason: 'closed' };
  const blocker = failure && findBlocker(failure.kind);
  if (blocker) return { reason: blocker, detail: failure.message };
  return pullRequest ? findOpenReason(facts, pullRequest) : findReasonWithoutPullRequest(facts);
}

/** A failure that only a person can fix. All others are temporary and hide no known pull request (S9). */
function findBlocker(kind: FailureKind): Reason | undefined {
  switch (kind) {
    case 'no_token':
      return 'no_token';
    case 'unauthorized':
      return 'token_refused';
    case 'forbidden':
      return 'no_access';
    case 'not_found':
      return 'not_found';
    case 'no_forge':
      return 'no_forge';
    case 'rate_limited':
    case 'unavailable':
    case 'timed_out':
    case 'malformed':
    case 'internal':
      return undefined;
  }
}

function findReasonWithoutPullRequest({ failure, refreshed }: VerdictFacts): Found {
  if (failure?.kind === 'rate_limited') return { reason: 'paused', detail: failure.message };
  if (refreshed) return { reason: 'no_pull_request' };
  return failure ? { reason: 'unreachable', detail: failure.message } : { reason: 'looking' };
}

function findOpenReason(facts: VerdictFacts, pullRequest: PullRequestVerdictFacts): Found {
  const push = findPendingPush(facts, pullRequest);
  if (push) return push;
  const counted = findCountedChecks(pullRequest);
  if (counted?.state === 'failed') return { reason: 'checks_failed', detail: listFailed(counted) };
  if (pullRequest.mergeability === 'conflicting') return { reason: 'conflicts' };
  if (hasChangesRequested(pullRequest)) return { reason: 'changes_requested' };
  if (pullRequest.draft) return { reason: 'draft' };
  if (pullRequest.inMergeQueue) return { reason: 'in_merge_queue' };
  const approved = isApproved(pullRequest);
  if (approved && pullRequest.unresolvedThreads > 0) return { reason: 'threads_open' };
  if (approved && pullRequest.mergeability === 'behind') return { reason: 'behind' };
  const absent = counted && findMissingChecks(counted, facts.usualChecks, pullRequest);
  const running =
    counted && absent && findUnfinishedChecks(counted, absent, pullRequest.checksUnconfirmed);
  // Before an approval, a commit without checks needs a review, whether or not it will get some.
  const isCertain = running?.reason === 'checks_running' || (running?.missing?.length ?? 0) > 0;
  if (running && (approved || isCertain)) return running;
  if (approved) return findApprovedReason(facts, pullRequest, absent);
  if (pullRequest.approved) return { reason: 'needs_review' };
  return { reason: pullRequest.reviewerCount > 0 ? 'in_review' : 'needs_review' };
}

/** S13: checks of another commit are no checks of this one. */
function findCountedChecks({ checks, headSha }: PullRequestVerdictFacts): CheckCounts | null {
  if (checks === null || isUnreadable(checks)) return null;
  return checks.headSha === null || checks.headSha === headSha ? checks : null;
}

/** S13: while a push is on its way, nothing is said about the commit before it. */
function findPendingPush(
  facts: VerdictFacts,
  { headSha }: PullRequestVerdictFacts,
): Found | undefined {
  const { reportedSha, reportedOverSha, signalledSinceRead, sinceReportedMs } = facts;
  if (reportedSha === null) {
    return signalledSinceRead
      ? { reason: 'push_pending', detail: 'Pushed after the branch was last read.' }
      : undefined;
  }
  if (reportedSha === headSha) return undefined;
  const isRecent = sinceReportedMs !== null && sinceReportedMs < longestPushMs;
  // The head moved to a third commit: somebody pushed after the report, and the forge shows that.
  if (!isRecent && headSha !== reportedOverSha) return undefined;
  const pushed = toShortSha(reportedSha);
  const shown = headSha === null ? 'no commit' : toShortSha(headSha);
  const waits = `Pushed ${pushed}; the forge still shows ${shown}.`;
  return isRecent
    ? { reason: 'push_pending', detail: waits, changesInMs: longestPushMs - sinceReportedMs }
    : { reason: 'push_pending', detail: `${waits} It may have refused the push: push again.` };
}

function listFailed({ failed, required }: CheckCounts): string {
  const count = required !== null && required.failed > 0 ? required.failed : failed;
  const kind = required !== null && required.failed > 0 ? 'required check' : 'check';
  return count === 1 ? `1 ${kind} failed.` : `${count} ${kind}s failed.`;
}

/** S14: a check that has not started yet has not passed. */
function findUnfinishedChecks(
  checks: CheckCounts,
  absent: MissingChecks,
  isUnconfirmed: boolean,
): Found | undefined {
  const detail = formatMissing(absent);
  const { names: missing, changesInMs, readInMs } = absent;
  const waits = { missing, changesInMs, readInMs };
  if (countDecidingPending(checks) > 0) return { reason: 'checks_running', detail, ...waits };
  if (changesInMs === null) return isUnconfirmed ? unconfirmed : undefined;
  const text = absent.mayRunAgain && checks.names.length > 0 ? mayRunAgain : noCheckStarted;
  return { reason: 'checks_starting', detail: detail ?? text, ...waits };
}

/** S14: a delivery reports one check, and another one may have started that nothing has reported. */
const unconfirmed: Found = {
  reason: 'checks_running',
  detail: 'The last check has ended. The list of checks is being read again.',
  changesInMs: 60_000,
  readInMs: 30_000,
};

const noCheckStarted = 'No check has started yet.';
const mayRunAgain =
  'The checks may run again: it was just opened, reopened, marked as ready or based on another branch.';

/** A check that the forge does not require may run on, while it requires others. */
function countDecidingPending({ state, pending, required }: CheckCounts): number {
  if (state !== 'pending') return 0;
  return required !== null && required.missing + required.pending > 0 ? required.pending : pending;
}

function formatMissing({ names, total, kind }: MissingChecks): string | null {
  if (names.length === 0) return null;
  const shown = names.slice(0, 5).join(', ');
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  const verb = names.length === 1 ? 'has' : 'have';
  return `${names.length} of ${total} ${kind} checks ${verb} not started: ${shown}${more}.`;
}

/** S14: unknown does not mean clean. `absent` is null while the checks of this commit are unknown. */
function findApprovedReason(
  facts: VerdictFacts,
  pullRequest: PullRequestVerdictFacts,
  absent: MissingChecks | null,
): Found {
  const { checks, mergeability, autoMerge } = pullRequest;
  if (autoMerge) return { reason: 'auto_merge' };
  if (checks !== null && isUnreadable(checks)) {
    return { reason: 'approved', detail: checks.unreadable };
  }
  if (absent === null) {
    const detail = 'The checks of this commit are unknown: look at them at the forge.';
    return { reason: 'approved', detail };
  }
  if (absent.names.length > 0) {
    return { reason: 'approved', detail: formatMissing(absent), missing: absent.names };
  }
  if (pullRequest.conversationUnread) return { reason: 'approved', detail: unreadConversation };
  switch (mergeability) {
    case 'mergeable':
      return { reason: 'ready_to_merge', detail: facts.failure?.message ?? null };
    case 'blocked':
      return { reason: 'approved', detail: 'A rule of the forge prevents merging.' };
    case 'unknown':
    case null:
      return { reason: 'approved', detail: formatUnknownMergeability(facts) };
    case 'behind':
    case 'conflicting':
      throw new Error(`${mergeability} is decided before`);
  }
}

const unreadConversation =
  'The forge did not report review threads, merge queue or review decision: they are read again soon.';

function formatUnknownMergeability({ failure }: VerdictFacts): string {
  return failure?.message ?? 'The forge has not reported whether it can be merged.';
}

/** The forge's own decision takes precedence over individual reviews. */
export function isApproved({
  reviewDecision,
  approved,
  changesRequested,
}: Pick<PullRequestVerdictFacts, 'reviewDecision' | 'approved' | 'changesRequested'>): boolean {
  switch (reviewDecision) {
    case 'approved':
      return true;
    case 'changes_requested':
    case 'review_required':
      return false;
    case 'none':
    case null:
      return approved && !changesRequested;
  }
}

function hasChangesRequested(pullRequest: PullRequestVerdictFacts): boolean {
  return pullRequest.reviewDecision === 'changes_requested' || pullRequest.changesRequested;
}

function toShortSha(sha: string): string {
  return sha.slice(0, 7);
}
