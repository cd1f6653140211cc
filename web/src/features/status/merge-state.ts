import type { DiffStatus, Mergeability } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';

export type MergeTrouble = Extract<Mergeability, 'conflicting' | 'behind' | 'blocked'>;

/** Null: nothing is known. That it has no conflicts alone does not make it mergeable. */
export function toMergeability(status: DiffStatus): Mergeability | null {
  return status.mergeability ?? (status.mergeable === false ? 'conflicting' : null);
}

/** What is in the way of merging an open pull request; a draft is blocked by being one. */
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

/** What merges it without a person; whoever waits in the queue needs no auto-merge. */
export function findMergePlan(status: DiffStatus | null): 'queued' | 'auto_merge' | undefined {
  if (status?.pull_request_state !== 'open') return undefined;
  if (status.in_merge_queue) return 'queued';
  return status.auto_merge ? 'auto_merge' : undefined;
}

/** The forge's own verdict counts more than what single reviewers said. */
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

export function hasChangesRequested(status: DiffStatus): boolean {
  return status.review_decision === 'changes_requested' || status.changes_requested === true;
}

/** Whether it can be merged, as a sentence. Unknown is said, never guessed. */
export function toMergeSentence(status: DiffStatus): string {
  const say = messages.reviewList.mergeText;
  if (status.pull_request_state === 'merged') return say.merged;
  if (status.pull_request_state === 'closed') return say.closed;
  return say[toMergeability(status) ?? 'unknown'];
}

export function toThreadSentence({ unresolved_threads: threads }: DiffStatus): string {
  const say = messages.reviewList;
  return threads === null ? say.threadsUnknown : say.threadText(threads);
}
