import { findFields, findText, findWebUrl, parseList, toFields } from '../parsing/json-fields.ts';

export interface Review {
  /** Null when the account is gone. */
  login: string | null;
  state: string;
  submittedAt: string | null;
}

/** A review as REST lists it, which tells more than what is counted. */
export interface ListedReview extends Review {
  avatarUrl: string | null;
  url: string | null;
}

export interface ReviewSummary {
  changesRequested: boolean;
  approved: boolean;
  reviewerCount: number;
}

/** The states that count as a decision. */
export const decisive: ReadonlySet<string> = new Set([
  'APPROVED',
  'CHANGES_REQUESTED',
  'DISMISSED',
]);

export function parseReviews(body: unknown): ListedReview[] | undefined {
  return parseList(body, (entry) => {
    const fields = toFields(entry);
    const state = findText(fields, 'state');
    if (state === undefined) return undefined;
    const user = findFields(fields, 'user');
    return {
      login: findText(user, 'login') ?? null,
      state,
      submittedAt: findText(fields, 'submitted_at') ?? null,
      avatarUrl: findWebUrl(user, 'avatar_url'),
      url: findWebUrl(fields, 'html_url'),
    };
  });
}

/**
 * The latest decisive review of each reviewer counts. Reviewers are the accounts that submitted a
 * review of any kind, comments included; the author, who may only comment, is none.
 */
export function toReviewSummary(
  reviews: readonly Review[],
  authorLogin: string | null,
): ReviewSummary {
  const reviewers = new Set<string>();
  const latest = new Map<string, string>();
  for (const { login, state } of toChronological(reviews)) {
    if (login === null || state === 'PENDING') continue;
    const reviewer = login.toLowerCase();
    if (reviewer !== authorLogin?.toLowerCase()) reviewers.add(reviewer);
    if (decisive.has(state)) latest.set(reviewer, state);
  }
  const states = [...latest.values()];
  const changesRequested = states.includes('CHANGES_REQUESTED');
  const approved = !changesRequested && states.includes('APPROVED');
  return { changesRequested, approved, reviewerCount: reviewers.size };
}

/** GitHub lists reviews in the order they were begun, not in the one they were submitted in. */
export function toChronological<Kind extends Review>(reviews: readonly Kind[]): Kind[] {
  const toInstant = ({ submittedAt }: Review) => Date.parse(submittedAt ?? '') || 0;
  return reviews.toSorted((one, other) => toInstant(one) - toInstant(other));
}
