import { messages } from '../../../text/messages.ts';
import { CommentForm } from './comment-form.tsx';
import type { CommentPlace } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';
import { useDraft } from './use-draft.ts';

interface DraftCardProps {
  draftKey: string;
  place: CommentPlace;
}

/** A comment that was not sent: its form, or what was written so far. */
export function DraftCard({ draftKey, place }: DraftCardProps) {
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
