import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { parseList } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import {
  type Approvals,
  parseApprovals,
  parseReviewer,
  type Reviewer,
  type ReviewSummary,
  toReviewSummary,
} from './reviews.ts';

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
