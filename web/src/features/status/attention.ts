import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { type Reason, reasons } from '../../../../src/contract/reasons.ts';

/** Selects the colour. The text next to it always carries the same meaning. */
export type Tone = 'danger' | 'attention' | 'success' | 'merged' | 'active' | 'quiet';

const tones: Record<Reason, Tone> = {
  checks_failed: 'danger',
  conflicts: 'danger',
  changes_requested: 'danger',
  no_token: 'attention',
  token_refused: 'attention',
  no_access: 'attention',
  not_found: 'attention',
  no_forge: 'attention',
  threads_open: 'attention',
  behind: 'attention',
  ready_to_merge: 'success',
  approved: 'success',
  needs_review: 'active',
  push_pending: 'active',
  checks_starting: 'attention',
  checks_running: 'attention',
  in_merge_queue: 'active',
  auto_merge: 'active',
  in_review: 'active',
  draft: 'quiet',
  looking: 'quiet',
  paused: 'attention',
  unreachable: 'attention',
  no_pull_request: 'quiet',
  no_branch: 'quiet',
  merged: 'merged',
  closed: 'quiet',
};

export function toTone(reason: Reason): Tone {
  return tones[reason];
}

/** Lower is more urgent. */
export function toUrgency(reason: Reason): number {
  return reasons.indexOf(reason);
}

/** The server decides it, and so every place that shows a branch shows the same one. */
export function toReason(status: DiffStatus | null): Reason {
  return status?.verdict.reason ?? 'no_branch';
}

/** The state of a branch's pull request, as used by the board's filter. */
export const pullRequestStates = ['open', 'draft', 'none', 'merged', 'closed'] as const;
export type DisplayState = (typeof pullRequestStates)[number];

export function toDisplayState(status: DiffStatus | null): DisplayState {
  if (status === null || status.pull_request_state === null) return 'none';
  if (status.pull_request_state !== 'open') return status.pull_request_state;
  return status.pull_request_draft ? 'draft' : 'open';
}
