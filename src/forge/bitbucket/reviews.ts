import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import type { Account, Participant, PullRequestAnswer } from './answers.ts';
import { readPullRequest } from './pull-requests.ts';

export interface ReviewSummary {
  changesRequested: boolean;
  approved: boolean;
  reviewerCount: number;
  requestedReviewers: string[];
}

/**
 * Bitbucket keeps one verdict per account, its latest. Reviewers are the accounts that gave one or
 * commented; the author is none.
 */
export function toReviewSummary(
  participants: readonly Participant[],
  reviewers: readonly Account[],
  author: Account,
): ReviewSummary {
  const others = participants.filter(({ account }) => !isSameAccount(account, author));
  const changesRequested = others.some(({ verdict }) => verdict === 'changes_requested');
  const decided = participants.filter(({ verdict }) => verdict !== null);
  const isWaitedFor = (reviewer: Account) =>
    !decided.some(({ account }) => isSameAccount(account, reviewer));
  return {
    changesRequested,
    approved: !changesRequested && others.some(({ verdict }) => verdict === 'approved'),
    reviewerCount: others.filter(hasTakenPart).length,
    requestedReviewers: reviewers.filter(isWaitedFor).flatMap(({ name }) => name ?? []),
  };
}

/** Whether they gave a verdict or commented. */
export function hasTakenPart({ verdict, participatedOn }: Participant): boolean {
  return verdict !== null || participatedOn !== null;
}

export function isSameAccount(one: Account, other: Account): boolean {
  return one.id !== null && one.id === other.id;
}

/** Who reviewed a pull request, and who was asked to: it tells both itself. */
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
  participants,
  reviewers,
  author,
}: Pick<PullRequestAnswer, 'participants' | 'reviewers' | 'author'>): Review[] {
  const heard = participants.filter(hasTakenPart);
  const isWaitedFor = (reviewer: Account) =>
    !heard.some(({ account }) => isSameAccount(account, reviewer));
  const words = heard.map(({ account, verdict, participatedOn }) => {
    return { account, state: verdict ?? ('commented' as const), said: participatedOn };
  });
  const requests = reviewers.filter(isWaitedFor).map((account) => {
    return { account, state: 'requested' as const, said: null };
  });
  return [...words, ...requests]
    .filter(({ account }) => !isSameAccount(account, author))
    .flatMap(({ account, state, said }) => toReview(account, state, said));
}

/** None of an account that is gone: whose word it was is not told any more. */
function toReview(
  { name, avatarUrl }: Account,
  state: Review['state'],
  said: string | null,
): Review | [] {
  if (!name) return [];
  return { reviewer: name, avatarUrl, state, submittedAt: parseInstant(said), url: null };
}
