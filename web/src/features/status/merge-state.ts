import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { toMergeability } from '../../../../src/contract/pull-request-state.ts';
import { messages } from '../../text/messages.ts';

/** How the pull request merges automatically, if it does. The queue takes precedence over auto-merge. */
export function findMergePlan(status: DiffStatus | null): 'queued' | 'auto_merge' | undefined {
  if (status?.pull_request_state !== 'open') return undefined;
  if (status.in_merge_queue) return 'queued';
  return status.auto_merge ? 'auto_merge' : undefined;
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
