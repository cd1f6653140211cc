import { announce } from './events.ts';
import { touch } from './touch.ts';
import { type Account, type PullRequest, type Review, takeId, type World } from './world.ts';

/** A review to be submitted. */
export interface NewReview {
  author: Account;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
  body: string;
}

/** Submits a review of the pull request's current head. */
export function submitReview(world: World, pullRequest: PullRequest, wanted: NewReview): Review {
  const review: Review = {
    ...wanted,
    id: takeId(world),
    commit: pullRequest.headSha,
    submittedAt: world.now(),
  };
  pullRequest.reviews.push(review);
  pullRequest.requestedReviewers.delete(wanted.author);
  touch(world, pullRequest);
  announce(world, { kind: 'review', action: 'submitted', pullRequest, review });
  return review;
}

/** Dismisses a review: it keeps its place and loses its verdict. */
export function dismissReview(
  world: World,
  pullRequest: PullRequest,
  review: Review,
  message: string,
): void {
  review.state = 'DISMISSED';
  review.body = message === '' ? review.body : message;
  touch(world, pullRequest);
  announce(world, { kind: 'review', action: 'dismissed', pullRequest, review });
}

/** The review with this id. */
export function findReview(pullRequest: PullRequest, id: number): Review | undefined {
  return pullRequest.reviews.find((review) => review.id === id);
}

/** The last review with a verdict, per reviewer. */
export function listLatestVerdicts(pullRequest: PullRequest): Review[] {
  const latest = new Map<string, Review>();
  for (const review of pullRequest.reviews) {
    if (review.state !== 'COMMENTED') latest.set(review.author.login.toLowerCase(), review);
  }
  return [...latest.values()];
}
