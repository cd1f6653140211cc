import type { PullRequestState } from '../../domain/diff-status.ts';
import {
  type Fields,
  findCount,
  findFields,
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
  /** What merging came to when it was last tried. */
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
    ...toAuthor(findFields(findFields(fields, 'author'), 'user')),
    head,
    base: { ...base, repository: base.repository },
    reviewers,
    ...toProperties(findFields(fields, 'properties')),
  };
}

export function parseRepository(body: unknown): NamedRepository | undefined {
  const fields = toFields(body);
  const key = findText(findFields(fields, 'project'), 'key') ?? '';
  const reference = parseRepositoryReference(key, findText(fields, 'slug') ?? '');
  return reference && { ...reference, id: findCount(fields, 'id') ?? null };
}

/** The branch of a reference that is named whole or, by old versions, not at all. */
export function parseBranch(fields: Fields | undefined): string | undefined {
  const reference = findText(fields, 'id');
  if (reference === undefined) return findText(fields, 'displayId');
  return parseBranchRef(reference);
}

/** The newest commit of a list that holds at most one. */
export function parseFirstCommit(body: unknown): string | undefined {
  const commits = parseList(toFields(body)?.values, (commit) => findText(toFields(commit), 'id'));
  return commits?.[0];
}

function parseRef(fields: Fields | undefined): RefAnswer | undefined {
  const branch = parseBranch(fields);
  if (branch === undefined) return undefined;
  const named = findFields(fields, 'repository');
  const repository = named && parseRepository(named);
  // Not the same as a deleted fork: whose branch it is cannot be told.
  if (named && !repository) return undefined;
  return { branch, sha: findText(fields, 'latestCommit') ?? null, repository: repository ?? null };
}

function toAuthor(user: Fields | undefined) {
  const authorLogin = findText(user, 'name') ?? findText(user, 'slug') ?? null;
  return { authorLogin, authorAvatarUrl: findWebUrl(user, 'avatarUrl') };
}

function toProperties(properties: Fields | undefined) {
  const result = findFields(properties, 'mergeResult');
  return {
    openTasks: findCount(properties, 'openTaskCount') ?? null,
    isConflicted: result?.outcome === 'CONFLICTED' && result.current !== false,
  };
}

/** Milliseconds since 1970; installations can be told to write ISO dates instead. */
export function findMilliseconds(fields: Fields | undefined, name: string): number | null {
  const text = findText(fields, name);
  const instant = text === undefined ? findCount(fields, name) : Date.parse(text);
  return instant === undefined || Number.isNaN(instant) ? null : instant;
}

export function toInstant(milliseconds: number | null): Date | null {
  const instant = milliseconds === null ? undefined : new Date(milliseconds);
  return instant && !Number.isNaN(instant.getTime()) ? instant : null;
}

export interface Reviewer {
  login: string;
  avatarUrl: string | null;
  verdict: 'approved' | 'changes_requested' | 'none';
  /** Whether the review was asked for; others take part by a comment. */
  requested: boolean;
}

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
