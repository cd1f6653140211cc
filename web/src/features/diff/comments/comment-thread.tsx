import type { DiffLineAnnotation } from '@pierre/diffs';
import { CommentIcon, DependabotIcon } from '@primer/octicons-react';
import type { Comment } from '../../../../../src/contract/comments.ts';
import { useNow } from '../../../shared/clock.ts';
import { messages } from '../../../text/messages.ts';
import { formatAge } from '../../../text/time.ts';
import { ExternalLink, parseWebAddress } from '../../../ui/external-link.tsx';
import { Time } from '../../../ui/time.tsx';
import { formatWhere, type PlacedThread } from '../threads/place-threads.ts';
import { ThreadCard } from '../threads/thread-card.tsx';
import { useDraft } from './comment-draft-store.ts';
import { CommentForm } from './comment-form.tsx';
import { type CommentPlace, formatPlace } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';
import { toLineKey } from './place-comments.ts';

/** Called by the viewer for each annotation. */
export function renderThread({ side, lineNumber }: DiffLineAnnotation<unknown>, path: string) {
  return <CommentThread path={path} lineKey={toLineKey(side, lineNumber)} />;
}

/** All comments on one line, oldest first, followed by drafts. */
function CommentThread({ path, lineKey }: { path: string; lineKey: string }) {
  const { placed } = useLineComments();
  const thread = placed.threads.get(path)?.get(lineKey);
  if (!thread) return null;
  const { side, line } = thread;
  const lines =
    side === 'deletions' ? { oldLine: line, newLine: null } : { oldLine: null, newLine: line };
  const place = formatPlace({ path, previousPath: null, startLine: null, ...lines });
  return (
    <section className="line-thread" aria-label={messages.comments.threadOf(place)}>
      {thread.reviews.map((review) => (
        <LineReview key={review.thread.id} review={review} />
      ))}
      {thread.comments.map((comment) => (
        <CommentCard key={comment.id} comment={comment} />
      ))}
      {thread.drafts.map((key) => {
        const placement = placed.drafts.get(key);
        if (placement?.state !== 'shown') return null;
        return <DraftCard key={key} draftKey={key} place={placement.place} />;
      })}
    </section>
  );
}

/** A thread of the forge, at its line or at the top of its file. */
function LineReview({ review }: { review: PlacedThread }) {
  const { chatId, forge } = useLineComments();
  const { thread, where, lines } = review;
  return (
    <ThreadCard
      thread={thread}
      chatId={chatId}
      forge={forge.name}
      level={3}
      note={formatWhere(where, thread)}
      showsPlace={where !== 'line'}
      lines={lines}
    />
  );
}

/** An unsent comment: its form while it is open, otherwise its text. */
function DraftCard({ draftKey, place }: { draftKey: string; place: CommentPlace }) {
  const { store, focusDiff } = useLineComments();
  const { draft, sending, open } = useDraft(store, draftKey);
  if (!draft) return null;
  if (open) return <CommentForm draft={draft} place={place} sending={sending} />;
  return (
    <article className="comment-card" data-draft>
      <header>
        <span className="comment-draft-label">
          {draft.listed ? messages.comments.listed : messages.comments.draft}
        </span>
        <span className="comment-actions">
          <button
            type="button"
            className="text-button"
            onClick={() => {
              store.remove(draftKey);
              focusDiff(place);
            }}
          >
            {messages.comments.discard}
          </button>
          <button type="button" className="text-button" onClick={() => store.open(draftKey)}>
            {messages.comments.edit}
          </button>
        </span>
      </header>
      <p className="comment-body" dir="auto">
        {draft.body}
      </p>
    </article>
  );
}

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
