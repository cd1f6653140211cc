import { findFields, findText, parseList, toFields } from '../json-fields.ts';

export interface Review {
  /** Null when the account is gone. */
  login: string | null;
  state: string;
  submittedAt: string | null;
}

export interface ReviewSummary {
  changesRequested: boolean;
  approved: boolean;
  reviewerCount: number;
}

const decisive = new Set(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']);

export function parseReviews(body: unknown): Review[] | undefined {
  return parseList(body, (entry) => {
    const fields = toFields(entry);
    const state = findText(fields, 'state');
    if (state === undefined) return undefined;
    const login = findText(findFields(fields, 'user'), 'login') ?? null;
    return { login, state, submittedAt: findText(fields, 'submitted_at') ?? null };
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
function toChronological(reviews: readonly Review[]): Review[] {
  const toInstant = ({ submittedAt }: Review) => Date.parse(submittedAt ?? '') || 0;
  return reviews.toSorted((one, other) => toInstant(one) - toInstant(other));
}
