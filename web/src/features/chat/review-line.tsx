import {
  CheckIcon,
  CircleSlashIcon,
  CommentIcon,
  DotFillIcon,
  FileDiffIcon,
  type Icon,
} from '@primer/octicons-react';
import type { Review, ReviewState } from '../../../../src/contract/reviews.ts';
import { useTimed } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { OutsideLink } from '../../ui/outside-link.tsx';
import { Time } from '../../ui/time.tsx';
import { parseWebAddress } from '../../ui/web-address.ts';
import { Avatar } from './avatar.tsx';

const marks: Record<ReviewState, { Symbol: Icon; tone: string }> = {
  approved: { Symbol: CheckIcon, tone: 'success' },
  changes_requested: { Symbol: FileDiffIcon, tone: 'danger' },
  commented: { Symbol: CommentIcon, tone: 'quiet' },
  dismissed: { Symbol: CircleSlashIcon, tone: 'quiet' },
  requested: { Symbol: DotFillIcon, tone: 'attention' },
};

export function ReviewLine({ review }: { review: Review }) {
  const { Symbol, tone } = marks[review.state];
  const say = messages.reviewList;
  return (
    <li className="review-line">
      <span className="review-face" aria-hidden="true">
        {review.reviewer.slice(0, 1).toUpperCase()}
        <Avatar address={review.avatar_url} size={24} />
      </span>
      <span className="review-text">
        <bdi className="review-name">{review.reviewer}</bdi>
        <span className="review-state" data-tone={tone}>
          <Symbol size={14} aria-hidden="true" /> {say.state[review.state]}
        </span>
      </span>
      <span className="review-when">{review.submitted_at && <Age at={review.submitted_at} />}</span>
      <span className="review-link">
        {parseWebAddress(review.url) && <OutsideLink href={review.url}>{say.read}</OutsideLink>}
      </span>
    </li>
  );
}

function Age({ at }: { at: string }) {
  return <Time at={at}>{useTimed((nowMs) => formatAge(at, nowMs))}</Time>;
}
