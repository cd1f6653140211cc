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

/** Leaves out the author, who can only comment, and deleted accounts. */
export function toReviews({
  reviewers,
  authorLogin,
}: Pick<PullRequestAnswer, 'reviewers' | 'authorLogin'>): Review[] {
  const reviews = new Map<string, Review>();
  for (const reviewer of reviewers) {
    const key = reviewer.login?.toLowerCase();
    if (!reviewer.login || key === undefined) continue;
    const isAuthor = key === authorLogin?.toLowerCase();
    if (!isAuthor && !reviews.has(key)) reviews.set(key, toReview(reviewer, reviewer.login));
  }
  return [...reviews.values()];
}

function toReview(reviewer: Reviewer, login: string): Review {
  return {
    reviewer: toPlainText(login, 200),
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
  const isAuthor = ({ login }: Reviewer) =>
    login !== null && login.toLowerCase() === authorLogin?.toLowerCase();
  const all = reviewers.filter((reviewer) => !isAuthor(reviewer));
  const pending = all.filter(({ requested, verdict }) => requested && verdict === 'none');
  const participated = all.filter((reviewer) => !pending.includes(reviewer));
  const changesRequested = participated.some(({ verdict }) => verdict === 'changes_requested');
  return {
    changesRequested,
    approved: !changesRequested && participated.some(({ verdict }) => verdict === 'approved'),
    reviewerCount: new Set(participated.map(toKey)).size,
    requestedReviewers: pending.flatMap(({ login }) =>
      login === null ? [] : toPlainText(login, 200),
    ),
  };
}

/** Each deleted account counts as another reviewer. */
function toKey(reviewer: Reviewer): string | Reviewer {
  return reviewer.login?.toLowerCase() ?? reviewer;
}
