import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import {
  findFields,
  findText,
  findWebUrl,
  parseInstant,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { findNextPage, pageSize } from './api.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** An entry of the list, which is a review or a review request. */
export interface ListedReview {
  /** Null for a team and for a deleted account. */
  login: string | null;
  /** Null for an account. */
  team: string | null;
  avatarUrl: string | null;
  url: string | null;
  state: string;
  dismissed: boolean;
  /** Whether the review counts towards required approvals. */
  official: boolean;
  submittedAt: string | null;
}

export interface ReviewSummary {
  changesRequested: boolean;
  approved: boolean;
  reviewerCount: number;
  /** Approvals that count towards required approvals. */
  officialApprovals: number;
}

/** Newer versions show all deleted accounts under this name. */
const deletedAccount = 'Ghost';
const submittedStates = new Set(['APPROVED', 'REQUEST_CHANGES', 'COMMENT']);
const decisiveStates = new Set(['APPROVED', 'REQUEST_CHANGES']);
const mostPages = 20;
const reading: Reading<ListedReview[]> = {
  shape: 'reviews/2',
  parse: parseReviews,
  findNextUrl: findNextPage,
  // A full last page does not change when another page is added after it.
  isCovered: (_, nextUrl) => nextUrl !== undefined,
};

/** One list contains the reviews and the review requests. */
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

export function listReviews(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ListedReview[]>> {
  const url = `${toPullRequestApiUrl(reference, api)}/reviews?limit=${pageSize}`;
  const subject = `the reviews of ${toSubject(reference)}`;
  return listAll(api, { url, subject, reading }, mostPages, access);
}

export function parseReviews(body: unknown): ListedReview[] | undefined {
  return parseList(body, (entry) => {
    const fields = toFields(entry);
    const state = findText(fields, 'state');
    if (state === undefined) return undefined;
    const user = findFields(fields, 'user');
    return {
      login: findText(user, 'login') || null,
      team: findText(findFields(fields, 'team'), 'name') || null,
      avatarUrl: findWebUrl(user, 'avatar_url'),
      url: findWebUrl(fields, 'html_url'),
      state,
      dismissed: fields?.dismissed === true,
      official: fields?.official === true,
      submittedAt: findText(fields, 'submitted_at') ?? null,
    };
  });
}

/**
 * The latest decisive review of each reviewer counts, unless it was dismissed. Reviewers are the
 * accounts that submitted a review of any kind, except the author.
 */
export function toReviewSummary(
  reviews: readonly ListedReview[],
  authorLogin: string | null,
): ReviewSummary {
  const reviewers = new Set<string>();
  const latest = new Map<string, ListedReview>();
  for (const review of toChronological(reviews)) {
    if (review.team !== null || !submittedStates.has(review.state)) continue;
    const reviewer = (review.login ?? deletedAccount).toLowerCase();
    if (reviewer !== authorLogin?.toLowerCase()) reviewers.add(reviewer);
    if (decisiveStates.has(review.state)) latest.set(reviewer, review);
  }
  const valid = [...latest.values()].filter(({ dismissed }) => !dismissed);
  const approvals = valid.filter(({ state }) => state === 'APPROVED');
  const changesRequested = approvals.length < valid.length;
  return {
    changesRequested,
    approved: !changesRequested && approvals.length > 0,
    reviewerCount: reviewers.size,
    officialApprovals: approvals.filter(({ official }) => official).length,
  };
}

/** The review of each reviewer that counts. The author can only comment and is left out. */
export function toReviews(listed: readonly ListedReview[], authorLogin: string | null): Review[] {
  const byName = new Map<string, ListedReview>();
  for (const review of toChronological(listed)) {
    const name = toName(review).toLowerCase();
    if (rank(review) === 0 || name === authorLogin?.toLowerCase()) continue;
    const known = byName.get(name);
    if (!known || rank(review) >= rank(known)) byName.set(name, review);
  }
  return [...byName.values()].map(toReview);
}

/** A decision counts more than a comment, and a comment more than a request. */
function rank({ state, dismissed }: ListedReview): 0 | 1 | 2 | 3 {
  if (decisiveStates.has(state)) return 3;
  if (submittedStates.has(state)) return 2;
  return state === 'REQUEST_REVIEW' && !dismissed ? 1 : 0;
}

function toName({ login, team }: ListedReview): string {
  return login ?? team ?? deletedAccount;
}

function toReview(review: ListedReview): Review {
  const state = toReviewState(review);
  return {
    reviewer: toPlainText(toName(review), 200),
    avatarUrl: review.avatarUrl,
    state,
    submittedAt: state === 'requested' ? null : parseInstant(review.submittedAt),
    url: review.url,
  };
}

function toReviewState({ state, dismissed }: ListedReview): Review['state'] {
  if (state === 'REQUEST_REVIEW') return 'requested';
  if (!decisiveStates.has(state)) return 'commented';
  if (dismissed) return 'dismissed';
  return state === 'APPROVED' ? 'approved' : 'changes_requested';
}

/** The list is sorted by id, but a review that was started early may be submitted late. */
function toChronological(reviews: readonly ListedReview[]): ListedReview[] {
  const toInstant = ({ submittedAt }: ListedReview) => Date.parse(submittedAt ?? '') || 0;
  return reviews.toSorted((one, other) => toInstant(one) - toInstant(other));
}
