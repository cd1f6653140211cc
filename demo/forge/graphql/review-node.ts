import { toInstant } from '../rest/to-repository.ts';
import { findReviewDecision } from '../world/merge-state.ts';
import { toFullName } from '../world/repositories.ts';
import { listLatestVerdicts } from '../world/reviews.ts';
import type { PullRequest, Review, ReviewState, World } from '../world/world.ts';
import { toAccountNode } from './account-node.ts';
import { type ConnectionArguments, toConnection } from './connection.ts';

interface ReviewArguments extends ConnectionArguments {
  states?: readonly ReviewState[] | null;
  author?: string | null;
}

/** The fields of a pull request that tell of its reviews. */
export function toReviewFields(world: World, pullRequest: PullRequest) {
  const toNodes = (reviews: readonly Review[]) =>
    reviews.map((review) => toReviewNode(world, pullRequest, review));
  return {
    reviewDecision: findReviewDecision(pullRequest) ?? null,
    reviews: (asked: ReviewArguments) =>
      toConnection(toNodes(pullRequest.reviews.filter(toFilter(asked))), asked),
    latestReviews: (asked: ConnectionArguments) =>
      toConnection(toNodes(listLatest(pullRequest)), asked),
    latestOpinionatedReviews: (asked: ConnectionArguments) =>
      toConnection(toNodes(listLatestVerdicts(pullRequest)), asked),
  };
}

function toReviewNode(world: World, pullRequest: PullRequest, review: Review) {
  const path = `/${toFullName(pullRequest.repository)}/pull/${pullRequest.number}`;
  return {
    __typename: 'PullRequestReview',
    id: `PRR_${review.id}`,
    databaseId: review.id,
    state: review.state,
    body: review.body,
    url: `${world.webBaseUrl}${path}#pullrequestreview-${review.id}`,
    submittedAt: toInstant(review.submittedAt),
    createdAt: toInstant(review.submittedAt),
    authorAssociation: 'MEMBER',
    author: () => toAccountNode(world, review.author),
    commit: { oid: review.commit },
  };
}

function listLatest(pullRequest: PullRequest): Review[] {
  return [...new Map(pullRequest.reviews.map((review) => [review.author, review])).values()];
}

function toFilter({ states, author }: ReviewArguments): (review: Review) => boolean {
  return (review) =>
    (states == null || states.includes(review.state)) &&
    (author == null || review.author.login === author);
}
