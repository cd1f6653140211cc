import type { PullRequest } from '../../domain/diff-status.ts';
import {
  findCount,
  findFields,
  findText,
  findWebUrl,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { type PullRequestAnswer, parseLogin } from './answers.ts';

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
