import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { toMergeability } from './merge-state.ts';

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
