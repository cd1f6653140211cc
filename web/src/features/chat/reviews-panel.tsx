import {
  CheckCircleIcon,
  CheckIcon,
  CircleSlashIcon,
  CodeReviewIcon,
  CommentDiscussionIcon,
  CommentIcon,
  DotFillIcon,
  FileDiffIcon,
  GitMergeIcon,
  GitMergeQueueIcon,
  type Icon,
  ZapIcon,
} from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import type { Review, ReviewList, ReviewState } from '../../../../src/contract/pull-request.ts';
import { isApproved } from '../../../../src/contract/pull-request-state.ts';
import { reviewsQuery } from '../../api/branch-queries.ts';
import { useNow } from '../../shared/clock.ts';
import { QueryContent, useLastKnown } from '../../shared/query-content.tsx';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { ExternalLink, parseWebAddress } from '../../ui/external-link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Time } from '../../ui/time.tsx';
import { findForgeHost, formatForgeName } from '../status/forge-name.ts';
import {
  findMergePlan,
  formatMergeSentence,
  formatThreads,
  hasChangesRequested,
} from '../status/merge-state.ts';
import { formatReviewDecision, sortReviews } from '../status/review-decision.ts';
import { Avatar } from './avatar.tsx';
import { ReviewThreads } from './review-threads.tsx';

interface ReviewsPanelProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  search: Search;
}

/** The forge's decision and what blocks merging, and below that each review. */
export function ReviewsPanel({ status, forges, search }: ReviewsPanelProps) {
  const reviews = useQuery(reviewsQuery(status));
  const known = useLastKnown(reviews.data);
  const forge = formatForgeName(findForgeHost(status, forges));
  return (
    <>
      <ReviewSummary status={status} forge={forge} />
      <QueryContent
        query={reviews}
        known={known}
        loading={messages.reviewList.loading}
        failedTitle={messages.reviewList.failedTitle}
        failedAgain={messages.reviewList.failedAgain}
      >
        {(list) => <LoadedReviews list={list} search={search} forge={forge} />}
      </QueryContent>
    </>
  );
}

function LoadedReviews(props: { list: ReviewList; search: Search; forge: string }) {
  const { list, search, forge } = props;
  const text = messages.reviewList;
  return (
    <>
      {list.reviews.length === 0 ? (
        <Notice title={text.emptyTitle}>{text.emptyText}</Notice>
      ) : (
        <ul className="review-list" aria-label={text.people}>
          {sortReviews(list.reviews).map((review) => (
            <ReviewRow key={`${review.reviewer} ${review.state}`} review={review} forge={forge} />
          ))}
        </ul>
      )}
      <ReviewThreads list={list} search={search} forge={forge} />
    </>
  );
}

/** The forge's decision, and what else blocks merging. */
function ReviewSummary({ status, forge }: { status: DiffStatus; forge: string }) {
  const text = messages.reviewList;
  const threads = status.unresolved_threads ?? 0;
  return (
    <dl className="details">
      <Line name={text.decision} {...pickDecisionIcon(status)}>
        {formatReviewDecision(status, forge)}
      </Line>
      <Line
        name={text.threads}
        Symbol={CommentDiscussionIcon}
        tone={threads > 0 && status.pull_request_state === 'open' ? 'attention' : 'quiet'}
      >
        {formatThreads(status, forge)}
      </Line>
      <Line name={text.merging} Symbol={GitMergeIcon} tone="quiet">
        {formatMergeSentence(status, forge)}
        <MergePlan status={status} />
      </Line>
    </dl>
  );
}

function pickDecisionIcon(status: DiffStatus): { Symbol: Icon; tone: string } {
  if (hasChangesRequested(status)) return { Symbol: FileDiffIcon, tone: 'danger' };
  return isApproved(status)
    ? { Symbol: CheckCircleIcon, tone: 'success' }
    : { Symbol: CodeReviewIcon, tone: 'quiet' };
}

function MergePlan({ status }: { status: DiffStatus }) {
  const text = messages.reviewList;
  const { merge_queue_position: position } = status;
  switch (findMergePlan(status)) {
    case 'queued':
      return (
        <span className="merge-plan">
          <GitMergeQueueIcon size={14} aria-hidden="true" />
          {position === null ? text.queued : text.queuedAt(position)}
        </span>
      );
    case 'auto_merge':
      return (
        <span className="merge-plan">
          <ZapIcon size={14} aria-hidden="true" /> {text.autoMerge}
        </span>
      );
    case undefined:
      return null;
  }
}

function Line(props: { name: string; Symbol: Icon; tone: string; children: React.ReactNode }) {
  const { name, Symbol, tone, children } = props;
  return (
    <div className="details-line">
      <dt>
        <span className="details-icon" data-tone={tone} aria-hidden="true">
          <Symbol size={14} />
        </span>
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

const styles: Record<ReviewState, { Symbol: Icon; tone: string }> = {
  approved: { Symbol: CheckIcon, tone: 'success' },
  changes_requested: { Symbol: FileDiffIcon, tone: 'danger' },
  commented: { Symbol: CommentIcon, tone: 'quiet' },
  dismissed: { Symbol: CircleSlashIcon, tone: 'quiet' },
  requested: { Symbol: DotFillIcon, tone: 'attention' },
};

function ReviewRow({ review, forge }: { review: Review; forge: string }) {
  const { Symbol, tone } = styles[review.state];
  const text = messages.reviewList;
  return (
    <li className="review-line">
      <span className="review-face" aria-hidden="true">
        {review.reviewer.slice(0, 1).toUpperCase()}
        <Avatar address={review.avatar_url} size={24} />
      </span>
      <span className="review-text">
        <bdi className="review-name">{review.reviewer}</bdi>
        <span className="review-state" data-tone={tone}>
          <Symbol size={14} aria-hidden="true" /> {text.state[review.state]}
        </span>
      </span>
      <span className="review-when">{review.submitted_at && <Age at={review.submitted_at} />}</span>
      <span className="review-link">
        {parseWebAddress(review.url) && (
          <ExternalLink href={review.url}>{text.openOnForge(forge)}</ExternalLink>
        )}
      </span>
    </li>
  );
}

function Age({ at }: { at: string }) {
  return <Time at={at}>{useNow((nowMs) => formatAge(at, nowMs))}</Time>;
}
