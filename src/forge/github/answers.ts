import type { PullRequestState } from '../../domain/diff-status.ts';
import type { DiffFile, RepositoryReference } from '../forge.ts';
import { type Fields, findCount, findFields, findText, toFields } from '../json-fields.ts';
import { parseFullName } from './repository-name.ts';

/** A repository as GitHub names it today; the id outlives renames. */
export interface NamedRepository extends RepositoryReference {
  id: number | null;
}

export interface RepositoryAnswer extends NamedRepository {
  defaultBranch: string | null;
  /** What it was forked from. */
  parent: NamedRepository | null;
}

export interface HeadAnswer {
  branch: string;
  sha: string | null;
  ownerLogin: string | null;
  /** Null when the fork was deleted. */
  repository: NamedRepository | null;
}

/** One entry of a list of pull requests. */
export interface ListedPullRequest {
  number: number;
  head: HeadAnswer;
}

export interface PullRequestAnswer extends ListedPullRequest {
  url: string | null;
  state: PullRequestState;
  title: string;
  draft: boolean;
  settledAt: string | null;
  additions: number | null;
  deletions: number | null;
  changedFiles: number | null;
  commits: number | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
  baseBranch: string;
}

export function parseRepository(body: unknown): RepositoryAnswer | undefined {
  const fields = toFields(body);
  const repository = parseNamedRepository(fields);
  if (!repository) return undefined;
  const parent = findFields(fields, 'parent');
  const named = parent && parseNamedRepository(parent);
  if (parent && !named) return undefined;
  const defaultBranch = findText(fields, 'default_branch') ?? null;
  return { ...repository, defaultBranch, parent: named ?? null };
}

export function parseListedPullRequest(body: unknown): ListedPullRequest | undefined {
  const fields = toFields(body);
  const number = findCount(fields, 'number');
  const head = parseHead(findFields(fields, 'head'));
  return number === undefined || !head ? undefined : { number, head };
}

export function parsePullRequest(body: unknown): PullRequestAnswer | undefined {
  const fields = toFields(body);
  const listed = parseListedPullRequest(fields);
  const state = fields && parseState(fields);
  const title = findText(fields, 'title');
  const baseBranch = findText(findFields(fields, 'base'), 'ref');
  if (!listed || !state || title === undefined || baseBranch === undefined) return undefined;
  const user = findFields(fields, 'user');
  return {
    ...listed,
    url: findText(fields, 'html_url') ?? null,
    state,
    title,
    draft: fields.draft === true,
    settledAt: findText(fields, 'merged_at') ?? findText(fields, 'closed_at') ?? null,
    additions: findCount(fields, 'additions') ?? null,
    deletions: findCount(fields, 'deletions') ?? null,
    changedFiles: findCount(fields, 'changed_files') ?? null,
    commits: findCount(fields, 'commits') ?? null,
    authorLogin: findText(user, 'login') ?? null,
    authorAvatarUrl: findText(user, 'avatar_url') ?? null,
    baseBranch,
  };
}

/** The commit a branch points at. */
export function parseBranchSha(body: unknown): string | undefined {
  return findText(findFields(toFields(body), 'commit'), 'sha');
}

const fileStatuses: Record<string, DiffFile['status']> = {
  added: 'added',
  removed: 'deleted',
  modified: 'modified',
  renamed: 'renamed',
  copied: 'copied',
  changed: 'changed',
  unchanged: 'changed',
};

const emptyBlob = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

export function parseFile(body: unknown): DiffFile | undefined {
  const fields = toFields(body);
  const path = findText(fields, 'filename');
  const status = fileStatuses[findText(fields, 'status') ?? ''];
  if (!fields || path === undefined || !status) return undefined;
  const additions = findCount(fields, 'additions') ?? 0;
  const deletions = findCount(fields, 'deletions') ?? 0;
  const previousPath = findText(fields, 'previous_filename') ?? null;
  // GitHub does not say it: what changed without a line that changed, and is not empty, is binary.
  const hasContent = ['added', 'deleted', 'modified'].includes(status) && fields.sha !== emptyBlob;
  const binary = hasContent && fields.patch === undefined && additions + deletions === 0;
  return { path, previousPath, status, additions, deletions, binary };
}

function parseHead(fields: Fields | undefined): HeadAnswer | undefined {
  const branch = findText(fields, 'ref');
  if (branch === undefined) return undefined;
  const named = findFields(fields, 'repo');
  const repository = named && parseNamedRepository(named);
  // Not the same as a deleted fork: whose branch it is cannot be told.
  if (named && !repository) return undefined;
  const ownerLogin = findText(findFields(fields, 'user'), 'login') ?? null;
  const sha = findText(fields, 'sha') ?? null;
  return { branch, sha, ownerLogin, repository: repository ?? null };
}

function parseNamedRepository(fields: Fields | undefined): NamedRepository | undefined {
  const reference = parseFullName(findText(fields, 'full_name') ?? '');
  return reference && { ...reference, id: findCount(fields, 'id') ?? null };
}

function parseState(fields: Fields): PullRequestState | undefined {
  if (fields.merged === true) return 'merged';
  if (fields.state === 'open') return 'open';
  if (fields.state !== 'closed') return undefined;
  return typeof fields.merged_at === 'string' ? 'merged' : 'closed';
}
