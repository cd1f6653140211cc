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
  withoutNulls,
} from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { isPageCovered, pageSize } from './api.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** The fields of a review that count, from REST or GraphQL. */
export interface ReviewAnswer {
  /** Null when the account was deleted. */
  login: string | null;
  state: string;
  submittedAt: string | null;
}

/** A review as REST lists it, with the fields that are shown. */
interface ListedReview extends ReviewAnswer {
  avatarUrl: string | null;
  url: string | null;
}

export interface ReviewSummary {
  changesRequested: boolean;
  approved: boolean;
  reviewerCount: number;
}

/** An account or a team whose review is requested. */
interface Requested {
  name: string;
  avatarUrl: string | null;
}

/** The states that count as a decision. */
const decisive: ReadonlySet<string> = new Set(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']);

const mostPages = 50;
const reviewsReading: Reading<ListedReview[]> = {
  shape: 'reviews/2',
  parse: parseReviews,
  isCovered: isPageCovered,
};
const requestedReading: Reading<Requested[]> = {
  shape: 'requested-reviewers/1',
  parse: (body) => {
    const fields = toFields(body);
    const users = parseList(withoutNulls(fields?.users), (entry) => parseRequested(entry, 'login'));
    const teams = parseList(withoutNulls(fields?.teams), (entry) => parseRequested(entry, 'slug'));
    return users && teams && [...users, ...teams];
  },
};

/** The reviews and the requested reviewers of a pull request. */
export async function fetchPullRequestReviews(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ReviewsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const listed = await listReviews(reference, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const requested = await readRequested(reference, api, access);
  if (requested.kind === 'unread') return requested.outcome;
  const { authorLogin } = read.value;
  return { kind: 'reviews', reviews: mergeReviews(listed.value, requested.value, authorLogin) };
}

/** All reviews of a pull request. */
export function listReviews(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ListedReview[]>> {
  const url = `${toPullRequestApiUrl(reference, api)}/reviews?per_page=${pageSize}`;
  const subject = `the reviews of ${toSubject(reference)}`;
  return listAll(api, { url, subject, reading: reviewsReading }, mostPages, access);
}

function readRequested(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Requested[]>> {
  const url = `${toPullRequestApiUrl(reference, api)}/requested_reviewers`;
  const subject = `the reviewers of ${toSubject(reference)}`;
  return api.read({ url, subject, reading: requestedReading }, access);
}

/**
 * The latest decisive review of each reviewer counts. Everyone who submitted a review of any kind,
 * comments included, is a reviewer; the author, who may only comment, is not.
 */
export function toReviewSummary(
  reviews: readonly ReviewAnswer[],
  authorLogin: string | null,
): ReviewSummary {
  const reviewers = new Set<string>();
  const latest = new Map<string, string>();
  for (const review of toChronological(reviews)) {
    const { state } = review;
    if (state === 'PENDING') continue;
    const reviewer = toReviewer(review).toLowerCase();
    if (reviewer !== authorLogin?.toLowerCase()) reviewers.add(reviewer);
    if (decisive.has(state)) latest.set(reviewer, state);
  }
  const states = [...latest.values()];
  const changesRequested = states.includes('CHANGES_REQUESTED');
  const approved = !changesRequested && states.includes('APPROVED');
  return { changesRequested, approved, reviewerCount: reviewers.size };
}

/** One review of each reviewer, without the author, then the requests that are still open. */
function mergeReviews(
  listed: readonly ListedReview[],
  requested: readonly Requested[],
  authorLogin: string | null,
): Review[] {
  const reviews = new Map<string, ListedReview>();
  for (const review of toChronological(listed)) {
    const reviewer = toReviewer(review).toLowerCase();
    if (review.state === 'PENDING' || reviewer === authorLogin?.toLowerCase()) continue;
    const known = reviews.get(reviewer);
    if (known && decisive.has(known.state) && !decisive.has(review.state)) continue;
    reviews.set(reviewer, review);
  }
  const open = requested.filter(({ name }) => !reviews.has(name.toLowerCase()));
  return [...[...reviews.values()].map(toReview), ...open.map(toRequest)];
}

/** GitHub lists reviews in the order in which they were begun, not submitted. */
function toChronological<Kind extends ReviewAnswer>(reviews: readonly Kind[]): Kind[] {
  const toInstant = ({ submittedAt }: ReviewAnswer) => Date.parse(submittedAt ?? '') || 0;
  return reviews.toSorted((one, other) => toInstant(one) - toInstant(other));
}

const states = new Map<string, Review['state']>([
  ['APPROVED', 'approved'],
  ['CHANGES_REQUESTED', 'changes_requested'],
  ['DISMISSED', 'dismissed'],
]);

function toReview(review: ListedReview): Review {
  return {
    reviewer: toPlainText(toReviewer(review), 100),
    avatarUrl: review.avatarUrl,
    state: states.get(review.state) ?? 'commented',
    submittedAt: parseInstant(review.submittedAt),
    url: review.url,
  };
}

function toRequest({ name, avatarUrl }: Requested): Review {
  return { reviewer: name, avatarUrl, state: 'requested', submittedAt: null, url: null };
}

/** GitHub shows all deleted accounts under one name. */
function toReviewer({ login }: ReviewAnswer): string {
  return login ?? 'ghost';
}

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

function parseRequested(entry: unknown, field: 'login' | 'slug'): Requested | undefined {
  const fields = toFields(entry);
  const name = findText(fields, field);
  if (name === undefined) return undefined;
  return { name: toPlainText(name, 100), avatarUrl: findWebUrl(fields, 'avatar_url') };
}
