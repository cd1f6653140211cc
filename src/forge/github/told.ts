import type { Checks, PullRequest } from '../../domain/diff-status.ts';
import type { PullRequestReference } from '../forge.ts';
import { unknownFields } from '../lookup/count-checks.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { Review } from './reviews.ts';

/** What GitHub tells by GraphQL alone. */
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

/** A pull request as one way of asking told it. */
export interface Told {
  answer: PullRequestAnswer;
  /** Undefined: REST must be asked. */
  reviews: readonly Review[] | undefined;
  /** Undefined: REST must be asked; null: not told. */
  checks: Checks | null | undefined;
  facts: GraphQlFacts;
  /** GitHub said that it is what was read before. */
  unchanged: boolean;
}

/** A pull request from the row's own branch. */
export interface OwnPullRequest {
  kind: 'own';
  reference: PullRequestReference;
  told: Told;
}
