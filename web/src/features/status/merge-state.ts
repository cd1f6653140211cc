import type { DiffStatus, Mergeability } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';

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

/** How the pull request merges automatically, if it does. The queue takes precedence over auto-merge. */
export function findMergePlan(status: DiffStatus | null): 'queued' | 'auto_merge' | undefined {
  if (status?.pull_request_state !== 'open') return undefined;
  if (status.in_merge_queue) return 'queued';
  return status.auto_merge ? 'auto_merge' : undefined;
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

export function hasChangesRequested(status: DiffStatus): boolean {
  return status.review_decision === 'changes_requested' || status.changes_requested === true;
}

/** `conflicts with main`; names the base branch if it is known. */
export function formatMergeability(status: DiffStatus): string {
  return messages.mergeability[toMergeability(status) ?? 'unknown'](getBaseName(status));
}

/** The same as a sentence. */
export function formatMergeSentence(status: DiffStatus, forge: string): string {
  const text = messages.reviewList.mergeText;
  if (status.pull_request_state === 'merged') return text.merged;
  if (status.pull_request_state === 'closed') return text.closed;
  return text[toMergeability(status) ?? 'unknown'](getBaseName(status), forge);
}

function getBaseName({ base_branch: base }: DiffStatus): string {
  return base ?? messages.theBase;
}

export function formatThreads(status: DiffStatus, forge: string): string {
  const { unresolved_threads: threads, unresolved_threads_at_least: atLeast } = status;
  const text = messages.reviewList;
  if (threads === null) return text.threadsUnknown(forge);
  return atLeast ? messages.threadsAtLeast(threads) : text.threadText(threads);
}
