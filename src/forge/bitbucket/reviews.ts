import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import type { Account, Participant, PullRequestAnswer } from './answers.ts';
import { readPullRequest } from './pull-requests.ts';

/** The reviews and requests of a pull request, which its own response includes. */
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
  participants,
  reviewers,
  author,
}: Pick<PullRequestAnswer, 'participants' | 'reviewers' | 'author'>): Review[] {
  const participated = participants.filter(hasParticipated);
  const isPending = (reviewer: Account) =>
    !participated.some(({ account }) => isSameAccount(account, reviewer));
  const given = participated.map(({ account, verdict, participatedOn }) => {
    return { account, state: verdict ?? ('commented' as const), submittedOn: participatedOn };
  });
  const requests = reviewers.filter(isPending).map((account) => {
    return { account, state: 'requested' as const, submittedOn: null };
  });
  return [...given, ...requests]
    .filter(({ account }) => !isSameAccount(account, author))
    .flatMap(({ account, state, submittedOn }) => toReview(account, state, submittedOn));
}

/** Empty for a deleted account, which Bitbucket no longer names. */
function toReview(
  { name, avatarUrl }: Account,
  state: Review['state'],
  submittedOn: string | null,
): Review | [] {
  if (!name) return [];
  return { reviewer: name, avatarUrl, state, submittedAt: parseInstant(submittedOn), url: null };
}

export interface ReviewSummary {
  changesRequested: boolean;
  approved: boolean;
  reviewerCount: number;
  requestedReviewers: string[];
}

/**
 * Bitbucket keeps the latest verdict of each account. Accounts with a verdict or a comment are
 * reviewers, except for the author.
 */
export function toReviewSummary(
  participants: readonly Participant[],
  reviewers: readonly Account[],
  author: Account,
): ReviewSummary {
  const others = participants.filter(({ account }) => !isSameAccount(account, author));
  const changesRequested = others.some(({ verdict }) => verdict === 'changes_requested');
  const decided = participants.filter(({ verdict }) => verdict !== null);
  const isPending = (reviewer: Account) =>
    !decided.some(({ account }) => isSameAccount(account, reviewer));
  return {
    changesRequested,
    approved: !changesRequested && others.some(({ verdict }) => verdict === 'approved'),
    reviewerCount: others.filter(hasParticipated).length,
    requestedReviewers: reviewers.filter(isPending).flatMap(({ name }) => name ?? []),
  };
}

/** Whether they gave a verdict or commented. */
function hasParticipated({ verdict, participatedOn }: Participant): boolean {
  return verdict !== null || participatedOn !== null;
}

function isSameAccount(one: Account, other: Account): boolean {
  return one.id !== null && one.id === other.id;
}
