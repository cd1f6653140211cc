import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { readPullRequest } from './pull-requests.ts';
import { decisive, given, type ListedReview, listReviews, toChronological } from './reviews.ts';

/** Who reviewed a pull request, and who was asked to: one list holds both. */
export async function fetchPullRequestReviews(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ReviewsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const listed = await listReviews(reference, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  return { kind: 'reviews', reviews: toReviews(listed.value, read.value.authorLogin) };
}

/** The author, who may only comment, reviews nothing. */
export function toReviews(listed: readonly ListedReview[], authorLogin: string | null): Review[] {
  const words = new Map<string, ListedReview>();
  for (const review of toChronological(listed)) {
    const name = toName(review)?.toLowerCase();
    if (name === undefined || rank(review) === 0 || name === authorLogin?.toLowerCase()) continue;
    const known = words.get(name);
    if (!known || rank(review) >= rank(known)) words.set(name, review);
  }
  return [...words.values()].map(toReview);
}

/** A decision counts more than a comment, and that more than a request. */
function rank({ state, dismissed }: ListedReview): 0 | 1 | 2 | 3 {
  if (decisive.has(state)) return 3;
  if (given.has(state)) return 2;
  return state === 'REQUEST_REVIEW' && !dismissed ? 1 : 0;
}

/** Undefined when the account is gone: Gitea does not keep whose word it was. */
function toName({ login, team }: ListedReview): string | undefined {
  return login ?? team ?? undefined;
}

function toReview(review: ListedReview): Review {
  const state = toState(review);
  return {
    reviewer: toPlainText(toName(review) ?? '', 200),
    avatarUrl: review.avatarUrl,
    state,
    submittedAt: state === 'requested' ? null : parseInstant(review.submittedAt),
    url: review.url,
  };
}

function toState({ state, dismissed }: ListedReview): Review['state'] {
  if (state === 'REQUEST_REVIEW') return 'requested';
  if (!decisive.has(state)) return 'commented';
  if (dismissed) return 'dismissed';
  return state === 'APPROVED' ? 'approved' : 'changes_requested';
}
