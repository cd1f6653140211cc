import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import { findText, findWebUrl, parseInstant, parseList, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { listReviews } from './list-reviews.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { decisive, type ListedReview, toChronological } from './reviews.ts';

/** An account or a team whose review is asked for. */
interface Requested {
  name: string;
  avatarUrl: string | null;
}

const requestedReading: Reading<Requested[]> = {
  shape: 'requested-reviewers/1',
  parse: (body) => {
    const fields = toFields(body);
    const users = parseList(fields?.users, (entry) => parseRequested(entry, 'login'));
    const teams = parseList(fields?.teams, (entry) => parseRequested(entry, 'slug'));
    return users && teams && [...users, ...teams];
  },
};

/** Who reviewed a pull request, and who was asked to. */
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
  return { kind: 'reviews', reviews: toReviews(listed.value, requested.value, authorLogin) };
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

/** The author, who may only comment, reviews nothing. */
function toReviews(
  listed: readonly ListedReview[],
  requested: readonly Requested[],
  authorLogin: string | null,
): Review[] {
  const words = new Map<string, ListedReview>();
  for (const review of toChronological(listed)) {
    const reviewer = toReviewer(review).toLowerCase();
    if (review.state === 'PENDING' || reviewer === authorLogin?.toLowerCase()) continue;
    const known = words.get(reviewer);
    if (known && decisive.has(known.state) && !decisive.has(review.state)) continue;
    words.set(reviewer, review);
  }
  const asked = requested.filter(({ name }) => !words.has(name.toLowerCase()));
  return [...[...words.values()].map(toReview), ...asked.map(toRequest)];
}

const states: Record<string, Review['state']> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  DISMISSED: 'dismissed',
};

function toReview(review: ListedReview): Review {
  return {
    reviewer: toPlainText(toReviewer(review), 100),
    avatarUrl: review.avatarUrl,
    state: states[review.state] ?? 'commented',
    submittedAt: parseInstant(review.submittedAt),
    url: review.url,
  };
}

function toRequest({ name, avatarUrl }: Requested): Review {
  return { reviewer: name, avatarUrl, state: 'requested', submittedAt: null, url: null };
}

/** GitHub shows everyone whose account is gone under one name. */
function toReviewer({ login }: ListedReview): string {
  return login ?? 'ghost';
}

function parseRequested(entry: unknown, field: 'login' | 'slug'): Requested | undefined {
  const fields = toFields(entry);
  const name = findText(fields, field);
  if (name === undefined) return undefined;
  return { name: toPlainText(name, 100), avatarUrl: findWebUrl(fields, 'avatar_url') };
}
