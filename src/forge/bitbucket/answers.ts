import type { PullRequestState } from '../../domain/diff-status.ts';
import {
  type Fields,
  findCount,
  findFields,
  findFlag,
  findText,
  findWebUrl,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import type { NamedRepository } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';
import { parseFullName } from './urls.ts';

export interface RepositoryAnswer extends NamedRepository {
  defaultBranch: string | null;
  /** The repository it was forked from. */
  parent: NamedRepository | null;
}

/** Nicknames are not unique, so accounts are compared by id. A deleted account has neither. */
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

export interface BranchEnd {
  branch: string;
  /** Abbreviated. */
  hash: string | null;
  /** Null when the fork was deleted. */
  repository: NamedRepository | null;
}

/** An entry of a list of pull requests, which does not include the reviews. */
export interface ListedPullRequest {
  number: number;
  source: BranchEnd;
}

/** The fields that deliveries include as well as responses. Instants are text. */
export interface PullRequestCore extends ListedPullRequest {
  url: string | null;
  state: PullRequestState;
  title: string;
  /** Null when not reported. */
  draft: boolean | null;
  updatedOn: string | null;
  author: Account;
  destination: BranchEnd;
}

export interface PullRequestAnswer extends PullRequestCore {
  queued: boolean | null;
  closedOn: string | null;
  commentCount: number | null;
  participants: Participant[];
  /** The accounts requested for a review. */
  reviewers: Account[];
}

export function parseRepository(body: unknown): RepositoryAnswer | undefined {
  const fields = toFields(body);
  const repository = parseNamedRepository(fields);
  if (!repository) return undefined;
  const parent = findFields(fields, 'parent');
  const named = parent && parseNamedRepository(parent);
  if (parent && !named) return undefined;
  const defaultBranch = findText(findFields(fields, 'mainbranch'), 'name') ?? null;
  return { ...repository, defaultBranch, parent: named ?? null };
}

export function parseListedPullRequest(body: unknown): ListedPullRequest | undefined {
  const fields = toFields(body);
  const number = findCount(fields, 'id');
  const source = parseEnd(findFields(fields, 'source'));
  return number && source ? { number, source } : undefined;
}

export function parsePullRequestCore(body: unknown): PullRequestCore | undefined {
  const fields = toFields(body);
  const listed = parseListedPullRequest(fields);
  const state = states.get(findText(fields, 'state') ?? '');
  const title = findText(fields, 'title');
  const destination = parseEnd(findFields(fields, 'destination'));
  if (!listed || !state || title === undefined || !destination) return undefined;
  return {
    ...listed,
    url: findText(findFields(findFields(fields, 'links'), 'html'), 'href') ?? null,
    state,
    title: toPlainText(title, 1000),
    draft: findFlag(fields, 'draft'),
    updatedOn: findText(fields, 'updated_on') ?? null,
    author: toAccount(findFields(fields, 'author')),
    destination,
  };
}

export function parsePullRequest(body: unknown): PullRequestAnswer | undefined {
  const fields = toFields(body);
  const core = parsePullRequestCore(fields);
  const participants = parseParticipants(orNone(fields?.participants));
  const reviewers = parseAccounts(orNone(fields?.reviewers));
  if (!core || !participants || !reviewers) return undefined;
  return {
    ...core,
    queued: findFlag(fields, 'queued'),
    closedOn: findText(fields, 'closed_on') ?? null,
    commentCount: findCount(fields, 'comment_count') ?? null,
    participants,
    reviewers,
  };
}

/** Null is none; a list that is missing is unknown. */
function orNone(value: unknown): unknown {
  return value === null ? [] : value;
}

/** The commit that a branch points to. */
export function parseBranchHash(body: unknown): string | undefined {
  return findText(findFields(toFields(body), 'target'), 'hash');
}

export function parseNamedRepository(fields: Fields | undefined): NamedRepository | undefined {
  const reference = parseFullName(findText(fields, 'full_name') ?? '');
  return reference && { ...reference, id: findText(fields, 'uuid') ?? null };
}

const states = new Map<string, PullRequestState>([
  ['OPEN', 'open'],
  ['MERGED', 'merged'],
  ['DECLINED', 'closed'],
  ['SUPERSEDED', 'closed'],
]);

function parseEnd(fields: Fields | undefined): BranchEnd | undefined {
  const branch = findText(findFields(fields, 'branch'), 'name');
  if (!branch) return undefined;
  const named = findFields(fields, 'repository');
  const repository = named && parseNamedRepository(named);
  // Unlike for a deleted fork, the owner of the branch is unknown here.
  if (named && !repository) return undefined;
  const hash = findText(findFields(fields, 'commit'), 'hash') ?? null;
  return { branch, hash, repository: repository ?? null };
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
    const fields = toFields(entry ?? {});
    return fields && toAccount(fields);
  });
}

export function parseParticipants(body: unknown): Participant[] | undefined {
  return parseList(body, (entry) => {
    const fields = toFields(entry ?? {});
    if (!fields) return undefined;
    const account = toAccount(findFields(fields, 'user'));
    const participatedOn = findText(fields, 'participated_on') ?? null;
    return { account, verdict: toVerdict(fields), participatedOn };
  });
}

function toVerdict(fields: Fields): Participant['verdict'] {
  if (fields.state === 'changes_requested') return 'changes_requested';
  return fields.state === 'approved' || fields.approved === true ? 'approved' : null;
}
