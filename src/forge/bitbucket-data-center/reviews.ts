import type { PullRequest } from '../../domain/diff-status.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer, Reviewer } from './answers.ts';
import { readPullRequest } from './pull-requests.ts';

export type ReviewSummary = Pick<
  PullRequest,
  'changesRequested' | 'approved' | 'reviewerCount' | 'requestedReviewers'
>;

/** The author, who may only comment, is no reviewer. */
export function toReviewSummary(
  reviewers: readonly Reviewer[],
  authorLogin: string | null,
): ReviewSummary {
  const isAuthor = ({ login }: Reviewer) => login.toLowerCase() === authorLogin?.toLowerCase();
  const all = reviewers.filter((reviewer) => !isAuthor(reviewer));
  const waiting = all.filter(({ requested, verdict }) => requested && verdict === 'none');
  const heard = all.filter((reviewer) => !waiting.includes(reviewer));
  const changesRequested = heard.some(({ verdict }) => verdict === 'changes_requested');
  return {
    changesRequested,
    approved: !changesRequested && heard.some(({ verdict }) => verdict === 'approved'),
    reviewerCount: new Set(heard.map(({ login }) => login.toLowerCase())).size,
    requestedReviewers: waiting.map(({ login }) => toPlainText(login, 200)),
  };
}

/** Who reviewed a pull request, and who was asked to: it tells both itself, and of neither when. */
export async function fetchPullRequestReviews(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ReviewsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  return { kind: 'reviews', reviews: toReviews(read.value) };
}

/** The author, who may only comment, reviews nothing. */
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

/** Who takes part without being asked has commented; of who was asked, that is not told. */
function toState({ verdict, requested }: Reviewer): Review['state'] {
  if (verdict !== 'none') return verdict;
  return requested ? 'requested' : 'commented';
}
