import type { DiffStatus, FailureKind } from '../../../../src/contract/diff-status.ts';
import { findChecksSummary } from './checks-summary.ts';
import { findMergePlan, hasChangesRequested, isApproved, toMergeability } from './merge-state.ts';

/** Does the reader have to act: yes, not now, or never again. */
export type Section = 'needs_you' | 'working' | 'done';

/** Selects the colour. The text next to it always carries the same meaning. */
export type Tone = 'danger' | 'attention' | 'success' | 'merged' | 'active' | 'quiet';

/** Why a branch is in its section, most urgent first. */
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
  'in_merge_queue',
  'auto_merge',
  'in_review',
  'checks_running',
  'draft',
  'first_check',
  'paused',
  'unreachable',
  'no_pull_request',
  'no_branch',
  'merged',
  'closed',
] as const;

export type Reason = (typeof reasons)[number];

const placements: Record<Reason, { section: Section; tone: Tone }> = {
  checks_failed: { section: 'needs_you', tone: 'danger' },
  conflicts: { section: 'needs_you', tone: 'danger' },
  changes_requested: { section: 'needs_you', tone: 'danger' },
  no_token: { section: 'needs_you', tone: 'attention' },
  token_refused: { section: 'needs_you', tone: 'attention' },
  no_access: { section: 'needs_you', tone: 'attention' },
  not_found: { section: 'needs_you', tone: 'attention' },
  no_forge: { section: 'needs_you', tone: 'attention' },
  threads_open: { section: 'needs_you', tone: 'attention' },
  behind: { section: 'needs_you', tone: 'attention' },
  ready_to_merge: { section: 'needs_you', tone: 'success' },
  approved: { section: 'needs_you', tone: 'success' },
  needs_review: { section: 'needs_you', tone: 'active' },
  in_merge_queue: { section: 'working', tone: 'active' },
  auto_merge: { section: 'working', tone: 'active' },
  in_review: { section: 'working', tone: 'active' },
  checks_running: { section: 'working', tone: 'attention' },
  draft: { section: 'working', tone: 'quiet' },
  first_check: { section: 'working', tone: 'quiet' },
  paused: { section: 'working', tone: 'attention' },
  unreachable: { section: 'working', tone: 'attention' },
  no_pull_request: { section: 'working', tone: 'quiet' },
  no_branch: { section: 'working', tone: 'quiet' },
  merged: { section: 'done', tone: 'merged' },
  closed: { section: 'done', tone: 'quiet' },
};

export function toSection(reason: Reason): Section {
  return placements[reason].section;
}

export function toTone(reason: Reason): Tone {
  return placements[reason].tone;
}

/** Lower is more urgent. */
export function toUrgency(reason: Reason): number {
  return reasons.indexOf(reason);
}

export function toReason(status: DiffStatus | null): Reason {
  if (status === null) return 'no_branch';
  if (status.pull_request_state === 'merged') return 'merged';
  if (status.pull_request_state === 'closed') return 'closed';
  const blocker = status.failure ? findBlocker(status.failure.kind) : undefined;
  if (blocker) return blocker;
  return status.pull_request_state === 'open'
    ? toOpenReason(status)
    : toReasonWithoutPullRequest(status);
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

function toOpenReason(status: DiffStatus): Reason {
  const mergeability = toMergeability(status);
  if (status.checks.state === 'failed') return 'checks_failed';
  if (mergeability === 'conflicting') return 'conflicts';
  if (hasChangesRequested(status)) return 'changes_requested';
  if (status.pull_request_draft) return 'draft';
  if (status.in_merge_queue) return 'in_merge_queue';
  const approved = isApproved(status);
  if (approved && (status.unresolved_threads ?? 0) > 0) return 'threads_open';
  if (approved && mergeability === 'behind') return 'behind';
  if (status.checks.state === 'pending') return 'checks_running';
  if (approved) return toApprovedReason(status);
  if (status.approved) return 'needs_review';
  return (status.reviewer_count ?? 0) > 0 ? 'in_review' : 'needs_review';
}

/** Unknown does not mean clean: only what the forge confirmed is ready to merge. */
function toApprovedReason(status: DiffStatus): Reason {
  if (findMergePlan(status) === 'auto_merge') return 'auto_merge';
  const checks = findChecksSummary(status.checks);
  const hasPassed = checks?.state === 'passed' || checks?.state === null;
  return toMergeability(status) === 'mergeable' && hasPassed ? 'ready_to_merge' : 'approved';
}

function toReasonWithoutPullRequest(status: DiffStatus): Reason {
  if (status.failure?.kind === 'rate_limited') return 'paused';
  if (status.refreshed_at !== null) return 'no_pull_request';
  return status.failure ? 'unreachable' : 'first_check';
}

/** The state of a branch's pull request, as used by the board's filter. */
export const pullRequestStates = ['open', 'draft', 'none', 'merged', 'closed'] as const;
export type DisplayState = (typeof pullRequestStates)[number];

export function toDisplayState(status: DiffStatus | null): DisplayState {
  if (status === null || status.pull_request_state === null) return 'none';
  if (status.pull_request_state !== 'open') return status.pull_request_state;
  return status.pull_request_draft ? 'draft' : 'open';
}
