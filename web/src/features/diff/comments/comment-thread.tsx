import type { DiffLineAnnotation } from '@pierre/diffs';
import { messages } from '../../../text/messages.ts';
import { CommentCard } from './comment-card.tsx';
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
