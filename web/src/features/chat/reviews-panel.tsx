import { useQuery } from '@tanstack/react-query';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ReviewList } from '../../../../src/contract/reviews.ts';
import { reviewsQuery } from '../../api/reviews.ts';
import { ReadList } from '../../shared/read-list.tsx';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';
import { sortReviews } from '../status/review-text.ts';
import { ReviewLine } from './review-line.tsx';
import { ReviewSummary } from './review-summary.tsx';
import { useLastKnown } from './use-last-known.ts';

/** What the forge concludes and waits for, and below it what each reviewer said. */
export function ReviewsPanel({ status }: { status: DiffStatus }) {
  const reviews = useQuery(reviewsQuery(status));
  const known = useLastKnown(reviews.data);
  return (
    <>
      <ReviewSummary status={status} />
      <ReadList
        query={reviews}
        known={known}
        loading={messages.reviewList.loading}
        failedTitle={messages.reviewList.failedTitle}
        failedAgain={messages.reviewList.failedAgain}
      >
        {(answer) => <ReadReviews answer={answer} />}
      </ReadList>
    </>
  );
}

function ReadReviews({ answer }: { answer: ReviewList }) {
  const say = messages.reviewList;
  if (answer.reviews.length === 0) return <Notice title={say.emptyTitle}>{say.emptyText}</Notice>;
  return (
    <ul className="review-list" aria-label={say.people}>
      {sortReviews(answer.reviews).map((review) => (
        <ReviewLine key={`${review.reviewer} ${review.state}`} review={review} />
      ))}
    </ul>
  );
}
