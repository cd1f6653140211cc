import { CommentIcon, DependabotIcon } from '@primer/octicons-react';
import type { Comment } from '../../../../../src/contract/comments.ts';
import { useNow } from '../../../shared/clock.ts';
import { messages } from '../../../text/messages.ts';
import { formatAge } from '../../../text/time.ts';
import { ExternalLink, parseWebAddress } from '../../../ui/external-link.tsx';
import { Time } from '../../../ui/time.tsx';
import { useLineComments } from './comments-context.ts';

/** The user of a server without user accounts. */
const localUser = 'local';

/** A sent comment, with its recipient and whether the agent has received it. */
export function CommentCard({ comment }: { comment: Comment }) {
  const { author_id: author, start_line: start, created_at: at } = comment;
  const line = comment.new_line ?? comment.old_line ?? 0;
  return (
    <article className="comment-card">
      <header>
        <bdi className="comment-author">
          {author === localUser ? messages.comments.you : author}
        </bdi>
        <Time at={at}>{useAge(at)}</Time>
        <Destination comment={comment} />
        {start !== null && <span>{messages.comments.range(start, line)}</span>}
      </header>
      <p className="comment-body" dir="auto">
        {comment.body}
      </p>
    </article>
  );
}

function Destination({ comment }: { comment: Comment }) {
  const { forge } = useLineComments();
  if (comment.target === 'agent') {
    return (
      <span className="comment-destination">
        <DependabotIcon size={14} aria-hidden="true" /> {messages.comments.toAgent}
        {' · '}
        <Receipt receivedAt={comment.received_at} />
      </span>
    );
  }
  return (
    <span className="comment-destination">
      <CommentIcon size={14} aria-hidden="true" />{' '}
      {parseWebAddress(comment.url) ? (
        <ExternalLink href={comment.url}>{messages.comments.seeOnForge(forge.name)}</ExternalLink>
      ) : (
        messages.comments.onForge(forge.name)
      )}
    </span>
  );
}

function Receipt({ receivedAt }: { receivedAt: string | null }) {
  if (receivedAt === null) return <span>{messages.comments.waiting}</span>;
  return <Time at={receivedAt}>{messages.comments.received}</Time>;
}

function useAge(at: string): string {
  return useNow((nowMs) => formatAge(at, nowMs));
}
