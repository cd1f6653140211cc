import type { ReviewThread } from '../../../../src/contract/pull-request.ts';

/** The threads of one file; those without a file have no path. */
export interface ThreadGroup {
  path: string | null;
  threads: ReviewThread[];
}

/** By file, in the order of the list: files with unresolved threads first, the conversation last. */
export function groupThreads(threads: readonly ReviewThread[]): ThreadGroup[] {
  const groups = new Map<string | null, ReviewThread[]>();
  for (const thread of threads) {
    groups.set(thread.path, [...(groups.get(thread.path) ?? []), thread]);
  }
  const conversation = groups.get(null);
  groups.delete(null);
  if (conversation) groups.set(null, conversation.toSorted(byTime));
  return [...groups].map(([path, ofPath]) => ({ path, threads: ofPath }));
}

function byTime({ comments: [one] }: ReviewThread, { comments: [other] }: ReviewThread): number {
  return (one?.created_at ?? '').localeCompare(other?.created_at ?? '');
}
