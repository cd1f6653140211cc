import type { Checks, PullRequest } from '../../domain/diff-status.ts';
import { unknownFields } from '../lookup/count-checks.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { Review } from './reviews.ts';

/** What only GraphQL reports. */
export type GraphQlFacts = Pick<
  PullRequest,
  'reviewDecision' | 'unresolvedThreads' | 'inMergeQueue' | 'mergeQueuePosition'
>;

export const noGraphQlFacts: GraphQlFacts = {
  reviewDecision: unknownFields.reviewDecision,
  unresolvedThreads: unknownFields.unresolvedThreads,
  inMergeQueue: unknownFields.inMergeQueue,
  mergeQueuePosition: unknownFields.mergeQueuePosition,
};

/** A pull request as REST or GraphQL returned it. */
export interface FetchedPullRequest {
  answer: PullRequestAnswer;
  /** Undefined: to be read by REST. */
  reviews: readonly Review[] | undefined;
  /** Undefined: to be read by REST; null: not reported. */
  checks: Checks | null | undefined;
  facts: GraphQlFacts;
  /** GitHub confirmed that it is the one that was read before. */
  unchanged: boolean;
}
