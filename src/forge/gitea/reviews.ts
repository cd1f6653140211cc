import type { Reading } from '../conditional-client.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import type { ForgeApi, MaybeRead } from '../forge-api.ts';
import { findFields, findText, parseList, toFields } from '../json-fields.ts';
import { listAll } from '../paged-list.ts';
import { findNextPage, pageSize } from './pages.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

export interface Review {
  /** Null for a team, and when the account is gone. */
  login: string | null;
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

const given = new Set(['APPROVED', 'REQUEST_CHANGES', 'COMMENT']);
const decisive = new Set(['APPROVED', 'REQUEST_CHANGES']);
const mostPages = 20;
const reading: Reading<Review[]> = {
  shape: 'reviews/1',
  parse: parseReviews,
  findNextUrl: findNextPage,
  // A full last page stays what it is when a further one begins.
  isCovered: (_, nextUrl) => nextUrl !== undefined,
};

export function listReviews(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Review[]>> {
  const url = `${toPullRequestApiUrl(reference, api)}/reviews?limit=${pageSize}`;
  const subject = `the reviews of ${toSubject(reference)}`;
  return listAll(api, { url, subject, reading }, mostPages, access);
}

export function parseReviews(body: unknown): Review[] | undefined {
  return parseList(body, (entry) => {
    const fields = toFields(entry);
    const state = findText(fields, 'state');
    if (state === undefined) return undefined;
    return {
      login: findText(findFields(fields, 'user'), 'login') || null,
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
  reviews: readonly Review[],
  authorLogin: string | null,
): ReviewSummary {
  const reviewers = new Set<string>();
  const latest = new Map<string, Review>();
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
function toChronological(reviews: readonly Review[]): Review[] {
  const toInstant = ({ submittedAt }: Review) => Date.parse(submittedAt ?? '') || 0;
  return reviews.toSorted((one, other) => toInstant(one) - toInstant(other));
}
