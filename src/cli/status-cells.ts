import type { Chat } from '../contract/chat.ts';
import type { DiffStatus, FailureKind, Mergeability } from '../contract/diff-status.ts';
import { justNowMs, roundDuration } from '../contract/duration.ts';
import { isReasonOutdated } from '../contract/outdated.ts';
import type { Reason } from '../contract/reasons.ts';
import { isStalled } from '../contract/stalled.ts';
import { toOneLine } from './safe-text.ts';
import type { Cell } from './table.ts';
import type { Style, Terminal } from './terminal.ts';

function formatCount(count: number | null, noun: string): string[] {
  return count ? [`${count} ${noun}${count === 1 ? '' : 's'}`] : [];
}

/** `2 commits, 1 file`, and whether others pushed to the pull request. */
export function formatUnpushed({ checkout }: Chat): string {
  if (!checkout?.exists) return '';
  return [
    ...formatCount(checkout.ahead, 'commit'),
    ...formatCount(checkout.changed_files, 'file'),
    ...(checkout.behind_pull_request ? ['behind'] : []),
  ].join(', ');
}

const stateStyles: Record<string, Style> = {
  open: 'green',
  draft: 'dim',
  merged: 'magenta',
  closed: 'red',
};

/** `#7 open` */
export function toPullRequestCell(status: DiffStatus): Cell {
  const state = getState(status);
  return { text: state ? `#${status.pr_number} ${state}` : '—', style: stateStyles[state ?? ''] };
}

/** When the work last moved, or why what is shown may be outdated. */
export function toActivityCell(status: DiffStatus, now: Date): Cell {
  const { failure, refreshed_at: refreshedAt } = status;
  if (failure !== null || refreshedAt === null || status.waits_for_polling) {
    return { text: formatFreshness(status, now), style: failure ? 'yellow' : 'dim' };
  }
  const age = formatAge(now.getTime() - Date.parse(status.active_at));
  return isStalled(status, now.getTime())
    ? { text: `stalled, ${age}`, style: 'yellow' }
    : { text: age, style: 'dim' };
}

/** The server's verdict; dim if it follows from outdated data. */
export function toReasonCell(status: DiffStatus | null): Cell {
  if (status === null) return reasonCells.no_branch;
  const { reason } = status.verdict;
  const { text, style } = reasonCells[reason];
  return { text, style: isReasonOutdated(status, reason) ? 'dim' : style };
}

const reasonCells: Record<Reason, Cell> = {
  checks_failed: { text: 'checks failed', style: 'red' },
  conflicts: { text: 'has conflicts', style: 'red' },
  changes_requested: { text: 'changes requested', style: 'red' },
  no_token: { text: 'no token', style: 'yellow' },
  token_refused: { text: 'token refused', style: 'yellow' },
  no_access: { text: 'no access', style: 'yellow' },
  not_found: { text: 'not found', style: 'yellow' },
  no_forge: { text: 'unknown forge', style: 'yellow' },
  threads_open: { text: 'open threads' },
  behind: { text: 'behind base' },
  ready_to_merge: { text: 'ready to merge', style: 'green' },
  approved: { text: 'approved', style: 'green' },
  needs_review: { text: 'needs review' },
  push_pending: { text: 'push pending' },
  checks_starting: { text: 'checks starting' },
  checks_running: { text: 'checks running' },
  in_merge_queue: { text: 'in merge queue' },
  auto_merge: { text: 'auto-merge on' },
  in_review: { text: 'in review' },
  draft: { text: 'draft', style: 'dim' },
  looking: { text: 'checking for a PR', style: 'dim' },
  paused: { text: 'paused', style: 'yellow' },
  unreachable: { text: 'unreachable', style: 'yellow' },
  no_pull_request: { text: 'no pull request', style: 'dim' },
  no_branch: { text: 'no branch yet', style: 'dim' },
  merged: { text: 'merged', style: 'magenta' },
  closed: { text: 'closed', style: 'dim' },
};

export function getState(status: DiffStatus): string | undefined {
  const isDraft = status.pull_request_state === 'open' && status.pull_request_draft;
  return isDraft ? 'draft' : (status.pull_request_state ?? undefined);
}

export function toReviewsCell(status: DiffStatus): Cell {
  const decision = toDecisionCell(status);
  const threads = status.pull_request_state === 'open' ? (status.unresolved_threads ?? 0) : 0;
  if (threads === 0) return decision;
  const plus = status.unresolved_threads_at_least ? '+' : '';
  const open = `${threads}${plus} open thread${threads === 1 ? '' : 's'}`;
  return { ...decision, text: decision.text === '' ? open : `${decision.text}, ${open}` };
}

/** The forge's own decision takes precedence over those of single reviewers. */
function toDecisionCell(status: DiffStatus): Cell {
  const decision = status.review_decision;
  if (status.changes_requested || decision === 'changes_requested') {
    return { text: 'changes requested', style: 'red' };
  }
  const isUndecided = decision === null || decision === 'none';
  const isApproved = isUndecided ? status.approved : decision === 'approved';
  if (isApproved) return { text: 'approved', style: 'green' };
  const count = status.reviewer_count ?? 0;
  return { text: count === 0 ? '' : `${count} reviewer${count === 1 ? '' : 's'}` };
}

const checkStyles: Record<string, Style> = { passed: 'green', failed: 'red', pending: 'yellow' };

/** `2 of 14 failed`; empty while the checks are unknown. */
export function toChecksCell({ checks }: DiffStatus): Cell {
  const { state } = checks;
  // S16: unreadable is not the same as none.
  if (!checks.readable) return { text: 'not readable', style: 'yellow' };
  if (state === null) return { text: checks.passed === null ? '' : 'none', style: 'dim' };
  const total = (checks.passed ?? 0) + (checks.failed ?? 0) + (checks.pending ?? 0);
  const count = checks[state] ?? 0;
  const style = checkStyles[state];
  const label = state === 'pending' ? 'running' : state;
  if (total === 0) return { text: label, style };
  const optional = checks.optional_failed ?? 0;
  const decisive = state === 'failed' ? count - optional : count;
  const counts = decisive === total ? `${total}` : `${decisive} of ${total}`;
  const note = optional > 0 ? `, ${optional} optional failed` : '';
  return { text: `${counts} ${label}${note}`, style };
}

const mergeCells: Record<Mergeability, Cell> = {
  mergeable: { text: 'mergeable', style: 'green' },
  conflicting: { text: 'conflicts', style: 'red' },
  behind: { text: 'behind', style: 'yellow' },
  blocked: { text: 'blocked' },
  // Unknown is never clean (S9).
  unknown: { text: 'unknown', style: 'dim' },
};

/** Whether an open pull request can be merged, or is about to be merged automatically. */
export function toMergeCell(status: DiffStatus): Cell {
  if (status.pull_request_state !== 'open') return { text: '' };
  const mergeability =
    status.mergeability ?? (status.mergeable === false ? 'conflicting' : 'unknown');
  const cell = mergeCells[mergeability];
  if (mergeability === 'conflicting') return cell;
  if (status.in_merge_queue) {
    const position = status.merge_queue_position;
    return { text: position === null ? 'in queue' : `in queue, ${position}` };
  }
  if (!status.auto_merge) return cell;
  return mergeability === 'behind' ? { ...cell, text: 'behind, auto' } : { text: 'auto-merge' };
}

export function formatChanges({
  additions,
  deletions,
  counts_at_least: isAtLeast,
}: DiffStatus): string {
  if (additions === null || deletions === null) return '';
  const more = isAtLeast ? '+' : '';
  return `+${additions}${more} −${deletions}${more}`;
}

const failureLabels: Record<FailureKind, string> = {
  no_forge: 'unknown forge',
  no_token: 'no token linked',
  rate_limited: 'paused',
  unauthorized: 'token rejected',
  forbidden: 'access denied',
  not_found: 'repository not found',
  unavailable: 'forge unavailable',
  timed_out: 'forge timed out',
  malformed: 'unexpected response',
  internal: 'failed',
};

/** The age of a status, and the failure that prevents a newer one (S9). */
export function formatFreshness(status: DiffStatus, now: Date): string {
  const { failure, refreshed_at: refreshedAt } = status;
  const age = refreshedAt === null ? undefined : formatAge(now.getTime() - Date.parse(refreshedAt));
  const checking = status.checking ? ', checking' : '';
  if (failure !== null) {
    const label = formatFailure(failure, now);
    return (age === undefined ? label : `${label}, as of ${age}`) + checking;
  }
  if (age === undefined) return status.checking ? 'checking' : 'not checked yet';
  if (status.checking) return age + checking;
  if (status.waits_for_polling) return `polling paused, ${age}`;
  return status.next_check_at === null ? `final, ${age}` : age;
}

function formatFailure(failure: NonNullable<DiffStatus['failure']>, now: Date): string {
  const label = failureLabels[failure.kind];
  if (failure.kind !== 'rate_limited' || failure.retry_at === null) return label;
  const retryAt = new Date(failure.retry_at);
  return retryAt > now ? `paused until ${formatTime(retryAt)}` : label;
}

/** `14:05`, in local time. */
export function formatTime(instant: Date): string {
  return [instant.getHours(), instant.getMinutes()]
    .map((value) => String(value).padStart(2, '0'))
    .join(':');
}

const unitSymbols = { seconds: 's', minutes: 'min', hours: 'h', days: 'd' };

export function formatAge(ageMs: number): string {
  // A server of an earlier version does not report every instant.
  if (Number.isNaN(ageMs)) return '';
  if (ageMs < justNowMs) return 'just now';
  const { unit, count } = roundDuration(ageMs);
  return `${count} ${unitSymbols[unit]} ago`;
}

/** How long ago on a terminal; the instant itself for a program. */
export function formatInstant(instant: string, { columns }: Pick<Terminal, 'columns'>): string {
  return columns === undefined ? toOneLine(instant) : formatAge(Date.now() - Date.parse(instant));
}
