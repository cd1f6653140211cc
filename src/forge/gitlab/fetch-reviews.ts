import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { readPullRequest } from './pull-requests.ts';
import { readToldReviews, type ToldReviews } from './read-reviews.ts';
import type { Person } from './reviews.ts';

/** Who approved, who reviewed in another way, and who was asked to. */
export async function fetchPullRequestReviews(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ReviewsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const told = await readToldReviews(reference, read.value, api, access);
  if (told.kind === 'unread') return told.outcome;
  return { kind: 'reviews', reviews: toReviews(told.value) };
}

export function toReviews({ approvals, reviewers }: ToldReviews): Review[] {
  const approvers = approvals?.approvers ?? [];
  // An approval stands when it is asked for again; only a request for changes outweighs it.
  const reviews = approvers.map((approver) => toReview(approver, 'approved', approver.approvedAt));
  const byLogin = new Map(reviews.map((review) => [review.reviewer.toLowerCase(), review]));
  for (const reviewer of reviewers ?? []) {
    const review = toReview(reviewer, toState(reviewer.state), null);
    const key = review.reviewer.toLowerCase();
    if (!byLogin.has(key) || review.state === 'changes_requested') byLogin.set(key, review);
  }
  return [...byLogin.values()];
}

function toReview(
  { login, avatarUrl }: Person,
  state: Review['state'],
  submittedAt: string | null,
): Review {
  const reviewer = toPlainText(login, 255);
  return { reviewer, avatarUrl, state, submittedAt: parseInstant(submittedAt), url: null };
}

/** `review_started` has not been sent yet; versions that tell no state tell who was asked. */
function toState(word: string | null): Review['state'] {
  switch (word ?? '') {
    case 'approved':
      return 'approved';
    case 'requested_changes':
      return 'changes_requested';
    case 'reviewed':
      return 'commented';
    case 'unapproved':
      return 'dismissed';
    default:
      return 'requested';
  }
}
