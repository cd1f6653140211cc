import type { PullRequest } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import {
  findCount,
  findFields,
  findText,
  findWebUrl,
  parseInstant,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { type PullRequestAnswer, parseLogin } from './answers.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

export interface Person {
  login: string;
  avatarUrl: string | null;
}

export interface Approver extends Person {
  /** Null before versions that tell it. */
  approvedAt: string | null;
}

/** Who approved, and whether the rules are content with that. */
export interface Approvals {
  approved: boolean;
  approvers: Approver[];
  /** How many are missing; null when the tier has no such rules. */
  left: number | null;
}

export interface Reviewer extends Person {
  /** In lower case; null when this version does not tell. */
  state: string | null;
}

export type ReviewSummary = Pick<
  PullRequest,
  'changesRequested' | 'approved' | 'reviewerCount' | 'reviewDecision' | 'requestedReviewers'
>;

const reviewed = new Set(['reviewed', 'requested_changes', 'approved', 'unapproved']);

export function parseApprovals(body: unknown): Approvals | undefined {
  const fields = toFields(body);
  const approvers = parseList(fields?.approved_by, parseApprover);
  if (!fields || !approvers) return undefined;
  return {
    approved: fields.approved === true,
    approvers,
    left: findCount(fields, 'approvals_left') ?? null,
  };
}

export function parseReviewer(body: unknown): Reviewer | undefined {
  const fields = toFields(body);
  const person = parsePerson(findFields(fields, 'user'));
  const state = findText(fields, 'state')?.toLowerCase() ?? null;
  return person && { ...person, state };
}

export function parsePerson(body: unknown): Person | undefined {
  const login = parseLogin(body);
  const avatarUrl = findWebUrl(toFields(body), 'avatar_url');
  return login === undefined ? undefined : { login, avatarUrl };
}

function parseApprover(body: unknown): Approver | undefined {
  const fields = toFields(body);
  const person = parsePerson(findFields(fields, 'user'));
  return person && { ...person, approvedAt: findText(fields, 'approved_at') ?? null };
}

/**
 * GitLab's own verdict, except that a project without rules calls everything approved: somebody
 * must have. `approvals` and `reviewers` are null when not told.
 */
export function toReviewSummary(
  answer: Pick<PullRequestAnswer, 'authorLogin' | 'mergeWords'>,
  approvals: Approvals | null,
  reviewers: readonly Reviewer[] | null,
): ReviewSummary {
  const approvers = new Set(approvals?.approvers.map(({ login }) => toKey(login)));
  const isDone = ({ login, state }: Reviewer) =>
    state === null ? approvers.has(toKey(login)) : reviewed.has(state);
  const changesRequested =
    answer.mergeWords.detailed?.toLowerCase() === 'requested_changes' ||
    (reviewers ?? []).some(({ state }) => state === 'requested_changes');
  const approved = !changesRequested && approvers.size > 0 && approvals?.approved === true;
  const logins = [
    ...approvers,
    ...(reviewers ?? []).filter(isDone).map(({ login }) => toKey(login)),
  ];
  const others = new Set(logins.filter((login) => login !== answer.authorLogin?.toLowerCase()));
  const requested = reviewers?.filter((reviewer) => !isDone(reviewer));
  return {
    changesRequested,
    approved,
    reviewerCount: others.size,
    reviewDecision: toDecision(changesRequested, approved, approvals),
    // Sorted, as the order says nothing and differs between the ways to ask.
    requestedReviewers: requested?.map(({ login }) => toPlainText(login, 255)).toSorted() ?? null,
  };
}

function toDecision(
  changesRequested: boolean,
  approved: boolean,
  approvals: Approvals | null,
): PullRequest['reviewDecision'] {
  if (changesRequested) return 'changes_requested';
  if (approved) return 'approved';
  if (!approvals) return null;
  return (approvals.left ?? 0) > 0 ? 'review_required' : 'none';
}

function toKey(login: string): string {
  return login.toLowerCase();
}

const approvalsReading: Reading<Approvals> = { shape: 'approvals/2', parse: parseApprovals };
const reviewersReading: Reading<Reviewer[]> = {
  shape: 'reviewers/2',
  parse: (body) => parseList(body, parseReviewer),
};

/** Who approved and who was asked to; null where GitLab has no such answer. */
export interface ToldReviews {
  approvals: Approvals | null;
  reviewers: Reviewer[] | null;
}

/** The same in short. */
export async function readReviews(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ReviewSummary>> {
  const told = await readToldReviews(reference, answer, api, access);
  if (told.kind === 'unread') return told;
  const { approvals, reviewers } = told.value;
  return { kind: 'read', value: toReviewSummary(answer, approvals, reviewers) };
}

/** Unread when it is only out of reach for now (S9). */
export async function readToldReviews(
  reference: PullRequestReference,
  answer: Pick<PullRequestAnswer, 'reviewerLogins'>,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ToldReviews>> {
  const url = `${toPullRequestApiUrl(reference, api)}/approvals`;
  const subject = `the approvals of ${toSubject(reference)}`;
  const approvals = await api.read({ url, subject, reading: approvalsReading }, access);
  if (approvals.kind === 'unread' && !isMissing(approvals)) return approvals;
  const reviewers = await readReviewers(reference, answer, api, access);
  if (reviewers.kind === 'unread') return reviewers;
  const told = approvals.kind === 'read' ? approvals.value : null;
  return { kind: 'read', value: { approvals: told, reviewers: reviewers.value } };
}

async function readReviewers(
  reference: PullRequestReference,
  { reviewerLogins }: Pick<PullRequestAnswer, 'reviewerLogins'>,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Reviewer[] | null>> {
  // Whoever reviews becomes a reviewer, so that nobody is missed.
  if (reviewerLogins === null) return { kind: 'read', value: null };
  if (reviewerLogins.length === 0) return { kind: 'read', value: [] };
  const url = `${toPullRequestApiUrl(reference, api)}/reviewers`;
  const subject = `the reviewers of ${toSubject(reference)}`;
  const answer = await api.read({ url, subject, reading: reviewersReading }, access);
  if (answer.kind === 'read' || !isMissing(answer)) return answer;
  const nothing = { avatarUrl: null, state: null };
  return { kind: 'read', value: reviewerLogins.map((login) => ({ login, ...nothing })) };
}

/** Older versions and some tiers do not have it, while the merge request itself was read. */
function isMissing({ status }: Unread): boolean {
  return status === 403 || status === 404;
}

/** Who approved, who reviewed in another way, and who was asked to. */
export async function fetchPullRequestReviews(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ReviewsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const told = await readToldReviews(reference, read.value, api, access);
  if (told.kind === 'unread') return told.outcome;
  return { kind: 'reviews', reviews: toReviews(told.value) };
}

export function toReviews({ approvals, reviewers }: ToldReviews): Review[] {
  const approvers = approvals?.approvers ?? [];
  // An approval stands when it is asked for again; only a request for changes outweighs it.
  const reviews = approvers.map((approver) => toReview(approver, 'approved', approver.approvedAt));
  const byLogin = new Map(reviews.map((review) => [review.reviewer.toLowerCase(), review]));
  for (const reviewer of reviewers ?? []) {
    const review = toReview(reviewer, toState(reviewer.state), null);
    const key = review.reviewer.toLowerCase();
    if (!byLogin.has(key) || review.state === 'changes_requested') byLogin.set(key, review);
  }
  return [...byLogin.values()];
}

function toReview(
  { login, avatarUrl }: Person,
  state: Review['state'],
  submittedAt: string | null,
): Review {
  const reviewer = toPlainText(login, 255);
  return { reviewer, avatarUrl, state, submittedAt: parseInstant(submittedAt), url: null };
}

/** `review_started` has not been sent yet; versions that tell no state tell who was asked. */
function toState(word: string | null): Review['state'] {
  switch (word ?? '') {
    case 'approved':
      return 'approved';
    case 'requested_changes':
      return 'changes_requested';
    case 'reviewed':
      return 'commented';
    case 'unapproved':
      return 'dismissed';
    default:
      return 'requested';
  }
}
