export const sections = ['needs_you', 'working', 'done'] as const;

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

export type Section = (typeof sections)[number];
export type Reason = (typeof reasons)[number];

/** Every reason belongs to one section, in the order of the list. */
export function toSection(reason: Reason): Section {
  if (reason === 'merged' || reason === 'closed') return 'done';
  return reasons.indexOf(reason) <= reasons.indexOf('needs_review') ? 'needs_you' : 'working';
}
