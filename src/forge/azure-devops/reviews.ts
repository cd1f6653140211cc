import type { PullRequest } from '../../domain/diff-status.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer, Reviewer } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import { readPullRequest } from './pull-requests.ts';

/** The votes in the response, which does not include their times. */
export async function fetchPullRequestReviews(
  reference: PullRequestReference,
  { api }: { api: AzureDevOpsApi },
  access: Access,
): Promise<ReviewsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  return { kind: 'reviews', reviews: toReviews(read.value.reviewers) };
}

/** A group's vote is left out: it is copied from a member, who is listed too. */
export function toReviews(reviewers: readonly Reviewer[]): Review[] {
  return reviewers
    .filter(({ vote, isGroup, hasDeclined }) => (vote === 0 ? !hasDeclined : !isGroup))
    .flatMap(toReview);
}

/** Empty for a deleted account. */
function toReview({ name, avatarUrl, vote }: Reviewer): Review | [] {
  if (name === null) return [];
  const reviewer = toPlainText(name, 200);
  return { reviewer, avatarUrl, state: toState(vote), submittedAt: null, url: null };
}

function toState(vote: number): Review['state'] {
  if (vote === 0) return 'requested';
  return vote > 0 ? 'approved' : 'changes_requested';
}

export type ReviewSummary = Pick<
  PullRequest,
  'changesRequested' | 'approved' | 'reviewerCount' | 'requestedReviewers'
>;

/**
 * Azure keeps the latest vote of each reviewer. A reviewer without a vote is a requested one. A
 * group's vote is copied from a member, who is listed too. The author is not counted as a reviewer.
 */
export function toReviewSummary({
  reviewers,
  authorId,
}: Pick<PullRequestAnswer, 'reviewers' | 'authorId'>): ReviewSummary {
  const voted = reviewers.filter(({ vote }) => vote !== 0);
  const changesRequested = voted.some(({ vote }) => vote < 0);
  const isPerson = ({ isGroup, id }: (typeof reviewers)[number]) =>
    !isGroup && (id === null || id !== authorId);
  return {
    changesRequested,
    approved: !changesRequested && voted.length > 0,
    reviewerCount: voted.filter(isPerson).length,
    requestedReviewers: reviewers
      .filter(({ vote, hasDeclined }) => vote === 0 && !hasDeclined)
      .flatMap(({ name }) => (name === null ? [] : toPlainText(name, 200))),
  };
}
