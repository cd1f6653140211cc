import type { PullRequestState } from '../../domain/diff-status.ts';
import {
  type Fields,
  findCount,
  findFields,
  findInteger,
  findText,
  findWebUrl,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import type { NamedRepository } from '../parsing/repository-identity.ts';
import { parseBranchRef } from '../parsing/text.ts';
import { parseRepositoryReference } from './urls.ts';

export interface RefAnswer {
  branch: string;
  sha: string | null;
  /** Null when the fork was deleted. */
  repository: NamedRepository | null;
}

export interface Reviewer {
  /** Null when the account was deleted. Its verdict remains. */
  login: string | null;
  avatarUrl: string | null;
  verdict: 'approved' | 'changes_requested' | 'none';
  /** Whether a review was requested; other participants have commented. */
  requested: boolean;
}

/** Instants in milliseconds. */
export interface PullRequestAnswer {
  number: number;
  state: PullRequestState;
  title: string;
  draft: boolean;
  createdAt: number | null;
  changedAt: number | null;
  settledAt: number | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
  head: RefAnswer;
  base: RefAnswer & { repository: NamedRepository };
  reviewers: Reviewer[];
  openTasks: number | null;
  /** Whether Bitbucket's last attempt to merge found a conflict. */
  isConflicted: boolean;
}

const states = new Map<string, PullRequestState>([
  ['OPEN', 'open'],
  ['MERGED', 'merged'],
  ['DECLINED', 'closed'],
]);

export function parsePullRequest(body: unknown): PullRequestAnswer | undefined {
  const fields = toFields(body);
  const number = findCount(fields, 'id');
  const state = states.get(findText(fields, 'state') ?? '');
  const title = findText(fields, 'title');
  const head = parseRef(findFields(fields, 'fromRef'));
  const base = parseRef(findFields(fields, 'toRef'));
  const reviewers = parseReviewers(fields);
  if (!number || !state || title === undefined || !head || !reviewers) return undefined;
  if (!base?.repository) return undefined;
  return {
    number,
    state,
    title,
    draft: fields?.draft === true,
    createdAt: findMilliseconds(fields, 'createdDate'),
    changedAt: findMilliseconds(fields, 'updatedDate'),
    settledAt: findMilliseconds(fields, 'closedDate'),
    ...parseAuthor(findFields(findFields(fields, 'author'), 'user')),
    head,
    base: { ...base, repository: base.repository },
    reviewers,
    ...parseProperties(findFields(fields, 'properties')),
  };
}

/** Reviewers and other participants; undefined when one cannot be read. */
export function parseReviewers(fields: Fields | undefined): Reviewer[] | undefined {
  const reviewers = parseList(fields?.reviewers ?? [], (entry) => parseReviewer(entry, true));
  const others = parseList(fields?.participants ?? [], (entry) => parseReviewer(entry, false));
  return reviewers && others && [...reviewers, ...others];
}

function parseReviewer(entry: unknown, requested: boolean): Reviewer | undefined {
  const fields = toFields(entry ?? {});
  if (!fields) return undefined;
  const user = findFields(fields, 'user');
  const login = (findText(user, 'name') || findText(user, 'slug')) ?? null;
  const avatarUrl = findWebUrl(user, 'avatarUrl');
  return { login, avatarUrl, verdict: parseVerdict(fields), requested };
}

/** Old versions send a flag instead of a status. */
function parseVerdict(fields: Fields | undefined): Reviewer['verdict'] {
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

export function parseRepository(body: unknown): NamedRepository | undefined {
  const fields = toFields(body);
  const key = findText(findFields(fields, 'project'), 'key') ?? '';
  const reference = parseRepositoryReference(key, findText(fields, 'slug') ?? '');
  return reference && { ...reference, id: findInteger(fields, 'id') ?? null };
}

/** The branch of a ref. Old versions send only `displayId`. */
export function parseBranch(fields: Fields | undefined): string | undefined {
  const reference = findText(fields, 'id');
  if (reference === undefined) return findText(fields, 'displayId');
  return parseBranchRef(reference);
}

/** The commit of a list with at most one. */
export function parseFirstCommit(body: unknown): string | undefined {
  const commits = parseList(toFields(body)?.values, (commit) => findText(toFields(commit), 'id'));
  return commits?.[0];
}

function parseRef(fields: Fields | undefined): RefAnswer | undefined {
  const branch = parseBranch(fields);
  if (branch === undefined) return undefined;
  const named = findFields(fields, 'repository');
  const repository = named && parseRepository(named);
  // Unlike for a deleted fork, the owner of the branch is unknown here.
  if (named && !repository) return undefined;
  return { branch, sha: findText(fields, 'latestCommit') ?? null, repository: repository ?? null };
}

function parseAuthor(user: Fields | undefined) {
  const authorLogin = findText(user, 'name') ?? findText(user, 'slug') ?? null;
  return { authorLogin, authorAvatarUrl: findWebUrl(user, 'avatarUrl') };
}

function parseProperties(properties: Fields | undefined) {
  const result = findFields(properties, 'mergeResult');
  return {
    openTasks: findCount(properties, 'openTaskCount') ?? null,
    isConflicted: result?.outcome === 'CONFLICTED' && result.current !== false,
  };
}

/** Milliseconds since 1970. Installations can be configured to send ISO dates. */
export function findMilliseconds(fields: Fields | undefined, name: string): number | null {
  const text = findText(fields, name);
  const instant = text === undefined ? findInteger(fields, name) : Date.parse(text);
  return instant === undefined || Number.isNaN(instant) ? null : instant;
}

export function toInstant(milliseconds: number | null): Date | null {
  const instant = milliseconds === null ? undefined : new Date(milliseconds);
  return instant && !Number.isNaN(instant.getTime()) ? instant : null;
}
