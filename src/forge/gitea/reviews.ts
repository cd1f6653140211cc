import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findFields, findText, findWebUrl, parseList, toFields } from '../parsing/json-fields.ts';
import { findNextPage, pageSize } from './pages.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** An entry of the list, which holds requests as well. */
export interface ListedReview {
  /** Null for a team, and when the account is gone. */
  login: string | null;
  /** Null for an account. */
  team: string | null;
  avatarUrl: string | null;
  url: string | null;
  state: string;
  dismissed: boolean;
  /** By someone whose review counts where reviews are required. */
  official: boolean;
  submittedAt: string | null;
}

export interface ReviewSummary {
  changesRequested: boolean;
  approved: boolean;
  reviewerCount: number;
  /** Approvals that count where reviews are required. */
  officialApprovals: number;
}

export const given = new Set(['APPROVED', 'REQUEST_CHANGES', 'COMMENT']);
export const decisive = new Set(['APPROVED', 'REQUEST_CHANGES']);
const mostPages = 20;
const reading: Reading<ListedReview[]> = {
  shape: 'reviews/2',
  parse: parseReviews,
  findNextUrl: findNextPage,
  // A full last page stays what it is when a further one begins.
  isCovered: (_, nextUrl) => nextUrl !== undefined,
};

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
 * The latest decisive review of each reviewer counts, and none once it was dismissed. Reviewers
 * are the accounts that gave a review of any kind, without the author.
 */
export function toReviewSummary(
  reviews: readonly ListedReview[],
  authorLogin: string | null,
): ReviewSummary {
  const reviewers = new Set<string>();
  const latest = new Map<string, ListedReview>();
  for (const review of toChronological(reviews)) {
    if (review.login === null || !given.has(review.state)) continue;
    const reviewer = review.login.toLowerCase();
    if (reviewer !== authorLogin?.toLowerCase()) reviewers.add(reviewer);
    if (decisive.has(review.state)) latest.set(reviewer, review);
  }
  const standing = [...latest.values()].filter(({ dismissed }) => !dismissed);
  const approvals = standing.filter(({ state }) => state === 'APPROVED');
  const changesRequested = approvals.length < standing.length;
  return {
    changesRequested,
    approved: !changesRequested && approvals.length > 0,
    reviewerCount: reviewers.size,
    officialApprovals: approvals.filter(({ official }) => official).length,
  };
}

/** Listed by id: a review that was begun early may be submitted late. */
export function toChronological(reviews: readonly ListedReview[]): ListedReview[] {
  const toInstant = ({ submittedAt }: ListedReview) => Date.parse(submittedAt ?? '') || 0;
  return reviews.toSorted((one, other) => toInstant(one) - toInstant(other));
}
