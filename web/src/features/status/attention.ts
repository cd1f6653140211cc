import type { Reason } from '../../../../src/contract/reasons.ts';

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
