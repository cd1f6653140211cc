import {
  type Fields,
  findFields,
  findText,
  findWebUrl,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';

/** Accounts have no unique name: people go by a nickname, and are told apart by an id. */
export interface Account {
  id: string | null;
  name: string | null;
  avatarUrl: string | null;
}

export interface Participant {
  account: Account;
  verdict: 'approved' | 'changes_requested' | null;
  /** When they last gave a verdict or commented, as text. */
  participatedOn: string | null;
}

export interface ReviewSummary {
  changesRequested: boolean;
  approved: boolean;
  reviewerCount: number;
  requestedReviewers: string[];
}

export function toAccount(fields: Fields | undefined): Account {
  const name = findText(fields, 'nickname') ?? findText(fields, 'display_name');
  return {
    id: findText(fields, 'uuid') ?? findText(fields, 'account_id') ?? null,
    name: name ? toPlainText(name, 100) : null,
    avatarUrl: findWebUrl(findFields(findFields(fields, 'links'), 'avatar'), 'href'),
  };
}

export function parseAccounts(body: unknown): Account[] | undefined {
  return parseList(body, (entry) => {
    const fields = toFields(entry);
    return fields && toAccount(fields);
  });
}

export function parseParticipants(body: unknown): Participant[] | undefined {
  return parseList(body, (entry) => {
    const fields = toFields(entry);
    if (!fields) return undefined;
    const account = toAccount(findFields(fields, 'user'));
    const participatedOn = findText(fields, 'participated_on') ?? null;
    return { account, verdict: toVerdict(fields), participatedOn };
  });
}

/**
 * Bitbucket keeps one verdict per account, its latest. Reviewers are the accounts that gave one or
 * commented; the author is none.
 */
export function toReviewSummary(
  participants: readonly Participant[],
  reviewers: readonly Account[],
  author: Account,
): ReviewSummary {
  const others = participants.filter(({ account }) => !isSameAccount(account, author));
  const changesRequested = others.some(({ verdict }) => verdict === 'changes_requested');
  const decided = participants.filter(({ verdict }) => verdict !== null);
  const isWaitedFor = (reviewer: Account) =>
    !decided.some(({ account }) => isSameAccount(account, reviewer));
  return {
    changesRequested,
    approved: !changesRequested && others.some(({ verdict }) => verdict === 'approved'),
    reviewerCount: others.filter(hasTakenPart).length,
    requestedReviewers: reviewers.filter(isWaitedFor).flatMap(({ name }) => name ?? []),
  };
}

/** Whether they gave a verdict or commented. */
export function hasTakenPart({ verdict, participatedOn }: Participant): boolean {
  return verdict !== null || participatedOn !== null;
}

export function isSameAccount(one: Account, other: Account): boolean {
  return one.id !== null && one.id === other.id;
}

function toVerdict(fields: Fields): Participant['verdict'] {
  if (fields.state === 'changes_requested') return 'changes_requested';
  return fields.state === 'approved' || fields.approved === true ? 'approved' : null;
}
