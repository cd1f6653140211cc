import { CommentDiscussionIcon } from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';

/** How many threads wait for an answer; empty when none does or nobody told. */
export function ThreadsMark({ status }: { status: DiffStatus | null }) {
  const count = status?.pull_request_state === 'open' ? (status.unresolved_threads ?? 0) : 0;
  if (count === 0) return <span className="threads" />;
  const say = messages.threads(count);
  return (
    <span className="threads" title={say}>
      <CommentDiscussionIcon size={14} aria-hidden="true" />
      <span aria-hidden="true">{count}</span>
      <span className="unseen">{say}</span>
    </span>
  );
}
