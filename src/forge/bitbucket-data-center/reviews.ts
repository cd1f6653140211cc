import type { PullRequest } from '../../domain/diff-status.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer, Reviewer } from './answers.ts';
import { readPullRequest } from './pull-requests.ts';

/** The reviews and requests in the pull request's own response, which lacks their times. */
export async function fetchPullRequestReviews(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ReviewsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  return { kind: 'reviews', reviews: toReviews(read.value) };
}

/** Leaves out the author, who can only comment. */
export function toReviews({
  reviewers,
  authorLogin,
}: Pick<PullRequestAnswer, 'reviewers' | 'authorLogin'>): Review[] {
  const reviews = new Map<string, Review>();
  for (const reviewer of reviewers) {
    const login = reviewer.login.toLowerCase();
    const isAuthor = login === authorLogin?.toLowerCase();
    if (!isAuthor && !reviews.has(login)) reviews.set(login, toReview(reviewer));
  }
  return [...reviews.values()];
}

function toReview(reviewer: Reviewer): Review {
  return {
    reviewer: toPlainText(reviewer.login, 200),
    avatarUrl: reviewer.avatarUrl,
    state: toState(reviewer),
    submittedAt: null,
    url: null,
  };
}

/** Without a verdict, a participant has commented; Bitbucket does not report whether a reviewer has. */
function toState({ verdict, requested }: Reviewer): Review['state'] {
  if (verdict !== 'none') return verdict;
  return requested ? 'requested' : 'commented';
}

export type ReviewSummary = Pick<
  PullRequest,
  'changesRequested' | 'approved' | 'reviewerCount' | 'requestedReviewers'
>;

/** The author, who can only comment, is not a reviewer. */
export function toReviewSummary(
  reviewers: readonly Reviewer[],
  authorLogin: string | null,
): ReviewSummary {
  const isAuthor = ({ login }: Reviewer) => login.toLowerCase() === authorLogin?.toLowerCase();
  const all = reviewers.filter((reviewer) => !isAuthor(reviewer));
  const pending = all.filter(({ requested, verdict }) => requested && verdict === 'none');
  const participated = all.filter((reviewer) => !pending.includes(reviewer));
  const changesRequested = participated.some(({ verdict }) => verdict === 'changes_requested');
  return {
    changesRequested,
    approved: !changesRequested && participated.some(({ verdict }) => verdict === 'approved'),
    reviewerCount: new Set(participated.map(({ login }) => login.toLowerCase())).size,
    requestedReviewers: pending.map(({ login }) => toPlainText(login, 200)),
  };
}
