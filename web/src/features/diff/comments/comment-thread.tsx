import type { DiffLineAnnotation } from '@pierre/diffs';
import { messages } from '../../../text/messages.ts';
import { CommentCard } from './comment-card.tsx';
import { useDraft } from './comment-draft-store.ts';
import { CommentForm } from './comment-form.tsx';
import type { CommentPlace } from './comment-place.ts';
import { formatPlace } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';
import { toLineKey } from './place-comments.ts';

/** Drawn by the viewer below a line. */
export function renderThread({ side, lineNumber }: DiffLineAnnotation<unknown>, path: string) {
  return <LineThread path={path} lineKey={toLineKey(side, lineNumber)} />;
}

/** All that was said of one line, oldest first, and what is being written. */
function LineThread({ path, lineKey }: { path: string; lineKey: string }) {
  const { placed } = useLineComments();
  const thread = placed.threads.get(path)?.get(lineKey);
  if (!thread) return null;
  const { side, line } = thread;
  const lines =
    side === 'deletions' ? { oldLine: line, newLine: null } : { oldLine: null, newLine: line };
  const name = formatPlace({ path, previousPath: null, startLine: null, ...lines });
  return (
    <section className="line-thread" aria-label={messages.comments.threadOf(name)}>
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

interface DraftCardProps {
  draftKey: string;
  place: CommentPlace;
}

/** A comment that was not sent: its form, or what was written so far. */
function DraftCard({ draftKey, place }: DraftCardProps) {
  const { store, leave } = useLineComments();
  const { draft, sending, open } = useDraft(store, draftKey);
  if (!draft) return null;
  if (open) return <CommentForm draft={draft} place={place} sending={sending} />;
  return (
    <article className="comment-card" data-draft>
      <header>
        <span className="comment-draft-mark">
          {draft.listed ? messages.comments.listed : messages.comments.draft}
        </span>
        <span className="comment-actions">
          <button
            type="button"
            className="text-button"
            onClick={() => {
              store.remove(draftKey);
              leave(place);
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
