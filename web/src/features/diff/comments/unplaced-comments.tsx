import { formatProblem } from '../../../api/problem-text.ts';
import { messages } from '../../../text/messages.ts';
import { CommentCard } from './comment-card.tsx';
import { formatPlace } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';
import { type ApartComment, toSpoken } from './place-comments.ts';

interface CommentsApartProps {
  reading: { error: Error | null; refetch: () => unknown };
}

/** What was said of lines that the diff does not show: of earlier versions, or away from the changes. */
export function CommentsApart({ reading }: CommentsApartProps) {
  const { apart } = useLineComments().placed;
  if (reading.error) {
    return (
      <p className="diff-word">
        {messages.comments.readFailed(formatProblem(reading.error).title)}{' '}
        <button type="button" className="text-button" onClick={() => void reading.refetch()}>
          {messages.comments.tryAgain}
        </button>
      </p>
    );
  }
  if (apart.length === 0) return null;
  const earlier = apart.filter(({ place }) => place === undefined).length;
  const elsewhere = apart.length - earlier;
  return (
    <details className="comments-apart">
      <summary>
        {[
          ...(earlier > 0 ? [messages.comments.earlier(earlier)] : []),
          ...(elsewhere > 0 ? [messages.comments.elsewhere(elsewhere)] : []),
        ].join(', ')}
      </summary>
      <ul>
        {apart.map((each) => (
          <li key={each.comment.id}>
            <Apart {...each} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Apart({ comment, place }: ApartComment) {
  const { goTo } = useLineComments();
  const shown = formatPlace(toSpoken(comment).place);
  return (
    <>
      {place ? (
        <button
          type="button"
          className="text-button"
          aria-label={messages.comments.goTo(shown)}
          onClick={() => goTo(place)}
        >
          <bdi dir="ltr">{shown}</bdi>
        </button>
      ) : (
        <bdi dir="ltr" className="comment-place">
          {shown}
        </bdi>
      )}
      {!place && comment.quoted !== '' && <pre className="comment-quoted">{comment.quoted}</pre>}
      <CommentCard comment={comment} />
    </>
  );
}
