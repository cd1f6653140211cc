import type { ReviewThread } from '../../../../../src/contract/pull-request.ts';
import { messages } from '../../../text/messages.ts';

/** `src/a.ts:3-5`, or what it is about instead of a file. */
export function formatThreadPlace(thread: ReviewThread): string {
  const { kind, path, line, start_line: start, side } = thread;
  const text = messages.threadList;
  if (path === null) return kind === 'review' ? text.ofReview : text.ofPullRequest;
  if (line === null) return path;
  const lines = start === null ? `${line}` : `${start}-${line}`;
  return `${path}:${lines}${side === 'old' ? ` ${text.oldSide}` : ''}`;
}
