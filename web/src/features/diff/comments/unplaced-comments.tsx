import { formatProblemLine } from '../../../api/problem-text.ts';
import { messages } from '../../../text/messages.ts';
import { formatPlace } from './comment-place.ts';
import { CommentCard } from './comment-thread.tsx';
import { useLineComments } from './comments-context.ts';
import { toAnchor, type UnplacedComment } from './place-comments.ts';

interface UnplacedCommentsProps {
  query: { error: Error | null; refetch: () => unknown };
}

/** Comments on lines that the diff does not show: on earlier versions, or outside the changes. */
export function UnplacedComments({ query }: UnplacedCommentsProps) {
  const { unplaced } = useLineComments().placed;
  if (query.error) {
    return (
      <p className="diff-message">
        {messages.comments.loadFailed(formatProblemLine(query.error))}{' '}
        <button type="button" className="text-button" onClick={() => void query.refetch()}>
          {messages.comments.tryAgain}
        </button>
      </p>
    );
  }
  if (unplaced.length === 0) return null;
  const outdated = unplaced.filter(({ place }) => place === undefined).length;
  const outsideDiff = unplaced.length - outdated;
  return (
    <details className="unplaced-comments">
      <summary>
        {[
          ...(outdated > 0 ? [messages.comments.outdated(outdated)] : []),
          ...(outsideDiff > 0 ? [messages.comments.outsideDiff(outsideDiff)] : []),
        ].join(', ')}
      </summary>
      <ul>
        {unplaced.map((each) => (
          <li key={each.comment.id}>
            <UnplacedCommentItem {...each} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function UnplacedCommentItem({ comment, place }: UnplacedComment) {
  const { goTo } = useLineComments();
  const shownPlace = formatPlace(toAnchor(comment).place);
  return (
    <>
      {place ? (
        <button
          type="button"
          className="text-button"
          aria-label={messages.comments.goTo(shownPlace)}
          onClick={() => goTo(place)}
        >
          <bdi dir="ltr">{shownPlace}</bdi>
        </button>
      ) : (
        <bdi dir="ltr" className="comment-place">
          {shownPlace}
        </bdi>
      )}
      {!place && comment.quoted !== '' && <pre className="comment-quoted">{comment.quoted}</pre>}
      <CommentCard comment={comment} />
    </>
  );
}
