import { toProblemWords } from '../../../api/problem-words.ts';
import { words } from '../../../text/text.ts';
import { toPlaceWords } from './clipboard-text.ts';
import { CommentCard } from './comment-card.tsx';
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
        {words.comments.readFailed(toProblemWords(reading.error).title)}{' '}
        <button type="button" className="text-button" onClick={() => void reading.refetch()}>
          {words.comments.tryAgain}
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
          ...(earlier > 0 ? [words.comments.earlier(earlier)] : []),
          ...(elsewhere > 0 ? [words.comments.elsewhere(elsewhere)] : []),
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
  const shown = toPlaceWords(toSpoken(comment).place);
  return (
    <>
      {place ? (
        <button
          type="button"
          className="text-button"
          aria-label={words.comments.goTo(shown)}
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
