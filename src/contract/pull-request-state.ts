import type { DiffStatus, Mergeability } from './diff-status.ts';

/** The state of a branch's pull request, as used by the board's filter. */
export const pullRequestStates = ['open', 'draft', 'none', 'merged', 'closed'] as const;
export type DisplayState = (typeof pullRequestStates)[number];

export function toDisplayState(status: DiffStatus | null): DisplayState {
  if (status === null || status.pull_request_state === null) return 'none';
  if (status.pull_request_state !== 'open') return status.pull_request_state;
  return status.pull_request_draft ? 'draft' : 'open';
}

export type MergeTrouble = Extract<Mergeability, 'conflicting' | 'behind' | 'blocked'>;

/** Null if unknown. The absence of conflicts alone does not make a pull request mergeable. */
export function toMergeability(status: DiffStatus): Mergeability | null {
  return status.mergeability ?? (status.mergeable === false ? 'conflicting' : null);
}

/** What blocks merging an open pull request. Being a draft does not count. */
export function findMergeTrouble(status: DiffStatus | null): MergeTrouble | undefined {
  if (status?.pull_request_state !== 'open') return undefined;
  switch (toMergeability(status)) {
    case 'conflicting':
      return 'conflicting';
    case 'behind':
      return status.pull_request_draft ? undefined : 'behind';
    case 'blocked':
      return status.pull_request_draft ? undefined : 'blocked';
    case 'mergeable':
    case 'unknown':
    case null:
      return undefined;
  }
}

/** The forge's own decision takes precedence over individual reviews. */
export function isApproved(status: DiffStatus): boolean {
  switch (status.review_decision) {
    case 'approved':
      return true;
    case 'changes_requested':
    case 'review_required':
      return false;
    case 'none':
    case null:
      return status.approved === true && status.changes_requested !== true;
  }
}
