import type { PullRequest } from '../../domain/diff-status.ts';
import {
  type Fields,
  findFields,
  findText,
  findWebUrl,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';

export interface Reviewer {
  login: string;
  avatarUrl: string | null;
  verdict: 'approved' | 'changes_requested' | 'none';
  /** Whether the review was asked for; others take part by a comment. */
  requested: boolean;
}

export type ReviewSummary = Pick<
  PullRequest,
  'changesRequested' | 'approved' | 'reviewerCount' | 'requestedReviewers'
>;

/** Reviewers and those who only commented; undefined when they cannot be read. */
export function parseReviewers(fields: Fields | undefined): Reviewer[] | undefined {
  const reviewers = parseList(fields?.reviewers ?? [], (entry) => parseReviewer(entry, true));
  const others = parseList(fields?.participants ?? [], (entry) => parseReviewer(entry, false));
  return reviewers && others && [...reviewers, ...others];
}

function parseReviewer(entry: unknown, requested: boolean): Reviewer | undefined {
  const fields = toFields(entry);
  const user = findFields(fields, 'user');
  const login = findText(user, 'name') ?? findText(user, 'slug');
  if (login === undefined) return undefined;
  const avatarUrl = findWebUrl(user, 'avatarUrl');
  return { login, avatarUrl, verdict: toVerdict(fields), requested };
}

/** Before there was a status, there was a flag. */
function toVerdict(fields: Fields | undefined): Reviewer['verdict'] {
  switch (fields?.status) {
    case 'APPROVED':
      return 'approved';
    case 'NEEDS_WORK':
    case 'CHANGES_REQUESTED':
      return 'changes_requested';
    case undefined:
      return fields?.approved === true ? 'approved' : 'none';
    default:
      return 'none';
  }
}

/** The author, who may only comment, is no reviewer. */
export function toReviewSummary(
  reviewers: readonly Reviewer[],
  authorLogin: string | null,
): ReviewSummary {
  const isAuthor = ({ login }: Reviewer) => login.toLowerCase() === authorLogin?.toLowerCase();
  const all = reviewers.filter((reviewer) => !isAuthor(reviewer));
  const waiting = all.filter(({ requested, verdict }) => requested && verdict === 'none');
  const heard = all.filter((reviewer) => !waiting.includes(reviewer));
  const changesRequested = heard.some(({ verdict }) => verdict === 'changes_requested');
  return {
    changesRequested,
    approved: !changesRequested && heard.some(({ verdict }) => verdict === 'approved'),
    reviewerCount: new Set(heard.map(({ login }) => login.toLowerCase())).size,
    requestedReviewers: waiting.map(({ login }) => toPlainText(login, 200)),
  };
}
