import type { PullRequest } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import {
  findCount,
  findText,
  findWebUrl,
  parseInstant,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { type PullRequestAnswer, parseLogin } from './answers.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

interface Person {
  /** Null when the account was deleted. Its verdict remains. */
  login: string | null;
  avatarUrl: string | null;
}

export interface Approver extends Person {
  /** Null in GitLab versions that do not report it. */
  approvedAt: string | null;
}

/** Who approved, and whether that satisfies the approval rules. */
export interface Approvals {
  approved: boolean;
  approvers: Approver[];
  /** How many approvals are missing; null when the tier has no approval rules. */
  left: number | null;
}

export interface Reviewer extends Person {
  /** In lower case; null in GitLab versions that do not report it. */
  state: string | null;
}

/** Null for what this GitLab does not have. */
interface ReviewLists {
  approvals: Approvals | null;
  reviewers: Reviewer[] | null;
}

export type ReviewSummary = Pick<
  PullRequest,
  'changesRequested' | 'approved' | 'reviewerCount' | 'reviewDecision' | 'requestedReviewers'
>;

const approvalsReading: Reading<Approvals> = { shape: 'approvals/3', parse: parseApprovals };
const reviewersReading: Reading<Reviewer[]> = {
  shape: 'reviewers/3',
  parse: (body) => parseList(body, parseReviewer),
};

/** Who approved, who reviewed otherwise, and whose review was requested. */
export async function fetchPullRequestReviews(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ReviewsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const lists = await readReviewLists(reference, read.value, api, access);
  if (lists.kind === 'unread') return lists.outcome;
  return { kind: 'reviews', reviews: toReviews(lists.value) };
}

export async function readReviewSummary(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ReviewSummary>> {
  const lists = await readReviewLists(reference, answer, api, access);
  if (lists.kind === 'unread') return lists;
  const { approvals, reviewers } = lists.value;
  return { kind: 'read', value: toReviewSummary(answer, approvals, reviewers) };
}

/** Unread only if a list exists and could not be read this time (S9). */
async function readReviewLists(
  reference: PullRequestReference,
  answer: Pick<PullRequestAnswer, 'reviewerLogins'>,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ReviewLists>> {
  const url = `${toPullRequestApiUrl(reference, api)}/approvals`;
  const subject = `the approvals of ${toSubject(reference)}`;
  const approvals = await api.read({ url, subject, reading: approvalsReading }, access);
  if (approvals.kind === 'unread' && !isMissing(approvals)) return approvals;
  const reviewers = await listReviewers(reference, answer, api, access);
  if (reviewers.kind === 'unread') return reviewers;
  const value = {
    approvals: approvals.kind === 'read' ? approvals.value : null,
    reviewers: reviewers.value,
  };
  return { kind: 'read', value };
}

async function listReviewers(
  reference: PullRequestReference,
  { reviewerLogins }: Pick<PullRequestAnswer, 'reviewerLogins'>,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Reviewer[] | null>> {
  // GitLab adds everyone who submits a review to the reviewers, so the list is complete.
  if (reviewerLogins === null) return { kind: 'read', value: null };
  if (reviewerLogins.length === 0) return { kind: 'read', value: [] };
  const url = `${toPullRequestApiUrl(reference, api)}/reviewers`;
  const subject = `the reviewers of ${toSubject(reference)}`;
  const answer = await api.read({ url, subject, reading: reviewersReading }, access);
  if (answer.kind === 'read' || !isMissing(answer)) return answer;
  const unknown = { avatarUrl: null, state: null };
  return { kind: 'read', value: reviewerLogins.map((login) => ({ login, ...unknown })) };
}

/** The merge request itself was read, so this version or tier does not have the resource. */
function isMissing({ status }: Unread): boolean {
  return status === 403 || status === 404;
}

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

function parseApprover(body: unknown): Approver | undefined {
  const fields = toFields(body ?? {});
  const person = fields && parsePerson(fields.user ?? null);
  return person && { ...person, approvedAt: findText(fields, 'approved_at') ?? null };
}

export function parseReviewer(body: unknown): Reviewer | undefined {
  const fields = toFields(body ?? {});
  const person = fields && parsePerson(fields.user ?? null);
  const state = findText(fields, 'state')?.toLowerCase() ?? null;
  return person && { ...person, state };
}

function parsePerson(body: unknown): Person | undefined {
  if (body === null) return { login: null, avatarUrl: null };
  const login = parseLogin(body);
  const avatarUrl = findWebUrl(toFields(body), 'avatar_url');
  return login === undefined ? undefined : { login, avatarUrl };
}

const reviewedStates = new Set(['reviewed', 'requested_changes', 'approved', 'unapproved']);

/**
 * GitLab's own verdict, with one exception: GitLab calls every merge request of a project without
 * rules approved, so at least one approval is required. Null lists are unknown.
 */
export function toReviewSummary(
  answer: Pick<PullRequestAnswer, 'authorLogin' | 'mergeStatus'>,
  approvals: Approvals | null,
  reviewers: readonly Reviewer[] | null,
): ReviewSummary {
  const approvers = new Set(approvals?.approvers.map(toKey));
  const hasReviewed = (reviewer: Reviewer) =>
    reviewer.state === null ? approvers.has(toKey(reviewer)) : reviewedStates.has(reviewer.state);
  const changesRequested =
    answer.mergeStatus.detailed?.toLowerCase() === 'requested_changes' ||
    (reviewers ?? []).some(({ state }) => state === 'requested_changes');
  const approved = !changesRequested && approvers.size > 0 && approvals?.approved === true;
  const logins = [...approvers, ...(reviewers ?? []).filter(hasReviewed).map(toKey)];
  const others = new Set(logins.filter((login) => login !== answer.authorLogin?.toLowerCase()));
  const requested = reviewers?.filter((reviewer) => !hasReviewed(reviewer));
  return {
    changesRequested,
    approved,
    reviewerCount: others.size,
    reviewDecision: toDecision(changesRequested, approved, approvals),
    // Sorted, because REST and GraphQL list them in different orders.
    requestedReviewers: requested?.flatMap(toNames).toSorted() ?? null,
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

/** One review per person: an approval, unless the same person has requested changes since. */
export function toReviews({ approvals, reviewers }: ReviewLists): Review[] {
  const approvers = approvals?.approvers ?? [];
  const given = approvers.flatMap((person) => toReviewOf(person, 'approved', person.approvedAt));
  const byLogin = new Map(given.map((review) => [review.reviewer.toLowerCase(), review]));
  const others = (reviewers ?? []).flatMap((person) =>
    toReviewOf(person, toState(person.state), null),
  );
  for (const review of others) {
    const key = review.reviewer.toLowerCase();
    // An approval survives another review request.
    if (!byLogin.has(key) || review.state === 'changes_requested') byLogin.set(key, review);
  }
  return [...byLogin.values()];
}

/** Empty for a deleted account. */
function toReviewOf(
  person: Person,
  state: Review['state'],
  submittedAt: string | null,
): Review | [] {
  const [reviewer] = toNames(person);
  if (reviewer === undefined) return [];
  const { avatarUrl } = person;
  return { reviewer, avatarUrl, state, submittedAt: parseInstant(submittedAt), url: null };
}

/** `review_started` is not submitted yet. Versions without states list the requested reviewers. */
function toState(state: string | null): Review['state'] {
  switch (state ?? '') {
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

/** Each deleted account counts as another person. */
function toKey(person: Person): string | Person {
  return person.login?.toLowerCase() ?? person;
}

function toNames({ login }: Person): string[] {
  return login === null ? [] : [toPlainText(login, 255)];
}
