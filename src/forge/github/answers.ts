import type { Label, PullRequest, PullRequestState } from '../../domain/diff-status.ts';
import type { DiffFile } from '../forge.ts';
import {
  type Fields,
  findCount,
  findFields,
  findInteger,
  findText,
  maxNames,
  parseList,
  toFields,
  withoutNulls,
} from '../parsing/json-fields.ts';
import type { NamedRepository } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';
import { parseFullName } from './urls.ts';

export interface RepositoryAnswer extends NamedRepository {
  defaultBranch: string | null;
  /** The repository it was forked from. */
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
  changedAt: string | null;
  settledAt: string | null;
  additions: number | null;
  deletions: number | null;
  changedFiles: number | null;
  commits: number | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
  baseBranch: string;
  mergeability: PullRequest['mergeability'];
  autoMerge: boolean | null;
  requestedReviewers: string[] | null;
  labels: Label[] | null;
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
  const draft = fields.draft === true;
  return {
    ...listed,
    url: findText(fields, 'html_url') ?? null,
    state,
    title,
    draft,
    changedAt: findText(fields, 'updated_at') ?? null,
    settledAt: findText(fields, 'merged_at') ?? findText(fields, 'closed_at') ?? null,
    additions: findCount(fields, 'additions') ?? null,
    deletions: findCount(fields, 'deletions') ?? null,
    changedFiles: findCount(fields, 'changed_files') ?? null,
    commits: findCount(fields, 'commits') ?? null,
    authorLogin: findText(user, 'login') ?? null,
    authorAvatarUrl: findText(user, 'avatar_url') ?? null,
    baseBranch,
    mergeability: toMergeability({ state, draft, ...parseMerge(fields) }),
    autoMerge: fields.auto_merge === undefined ? null : fields.auto_merge !== null,
    requestedReviewers: parseRequestedReviewers(fields) ?? null,
    labels: parseLabels(fields.labels) ?? null,
  };
}

function parseHead(fields: Fields | undefined): HeadAnswer | undefined {
  const branch = findText(fields, 'ref');
  if (branch === undefined) return undefined;
  const named = findFields(fields, 'repo');
  const repository = named && parseNamedRepository(named);
  // Unlike a deleted fork, an unreadable repository could be anyone's.
  if (named && !repository) return undefined;
  const ownerLogin = findText(findFields(fields, 'user'), 'login') ?? null;
  const sha = findText(fields, 'sha') ?? null;
  return { branch, sha, ownerLogin, repository: repository ?? null };
}

function parseNamedRepository(fields: Fields | undefined): NamedRepository | undefined {
  const reference = parseFullName(findText(fields, 'full_name') ?? '');
  return reference && { ...reference, id: findInteger(fields, 'id') ?? null };
}

function parseState(fields: Fields): PullRequestState | undefined {
  if (fields.merged === true) return 'merged';
  if (fields.state === 'open') return 'open';
  if (fields.state !== 'closed') return undefined;
  return typeof fields.merged_at === 'string' ? 'merged' : 'closed';
}

function parseMerge({ mergeable, mergeable_state: mergeState }: Fields) {
  const isReported = mergeable === null || typeof mergeable === 'boolean';
  return {
    mergeable: isReported ? mergeable : undefined,
    mergeState: typeof mergeState === 'string' ? mergeState : undefined,
  };
}

/** What GitHub reports of a merge, in the terms of REST. */
interface MergeFacts {
  state: PullRequest['state'];
  draft: boolean;
  /** Null while GitHub computes it; undefined when it is not reported. */
  mergeable: boolean | null | undefined;
  mergeState: string | undefined;
}

/** Whether it could be merged now. A state that is not reported is never `mergeable`. */
export function toMergeability({
  state,
  draft,
  mergeable,
  mergeState,
}: MergeFacts): PullRequest['mergeability'] {
  if (state !== 'open' || mergeable === undefined) return 'unknown';
  if (mergeable === null) return 'computing';
  if (!mergeable) return 'conflicting';
  switch (mergeState ?? '') {
    case 'clean':
    case 'has_hooks':
    case 'unstable':
      return draft ? 'blocked' : 'mergeable';
    case 'dirty':
      return 'conflicting';
    case 'behind':
      return 'behind';
    case 'blocked':
    case 'draft':
      return 'blocked';
    case 'unknown':
      return 'computing';
    default:
      return 'unknown';
  }
}

/** Sorted by name, because REST and GraphQL order them differently. */
export function parseLabels(list: unknown): Label[] | undefined {
  return parseList(list, parseLabel, maxNames)?.toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  );
}

function parseLabel(entry: unknown): Label | undefined {
  const fields = toFields(entry);
  const name = findText(fields, 'name');
  if (name === undefined) return undefined;
  const color = findText(fields, 'color') ?? '';
  const isColor = /^[0-9a-f]{6}$/i.test(color);
  return { name: toPlainText(name, 100), color: isColor ? `#${color.toLowerCase()}` : null };
}

/** Accounts and teams, as REST lists them. */
function parseRequestedReviewers(fields: Fields | undefined): string[] | undefined {
  const accounts = parseList(
    withoutNulls(fields?.requested_reviewers),
    (entry) => parseName(entry, 'login'),
    maxNames,
  );
  const teams = parseList(
    withoutNulls(fields?.requested_teams ?? []),
    (entry) => parseName(entry, 'slug'),
    maxNames,
  );
  return accounts && teams && toReviewerNames([...accounts, ...teams]);
}

/** Sorted, because REST and GraphQL order them differently. */
export function toReviewerNames(names: readonly string[]): string[] {
  return names.map((name) => toPlainText(name, 100)).toSorted();
}

function parseName(entry: unknown, field: 'login' | 'slug'): string | undefined {
  return findText(toFields(entry), field);
}

/** The commit that a branch points to. */
export function parseBranchSha(body: unknown): string | undefined {
  return findText(findFields(toFields(body), 'commit'), 'sha');
}

const fileStatuses = new Map<string, DiffFile['status']>([
  ['added', 'added'],
  ['removed', 'deleted'],
  ['modified', 'modified'],
  ['renamed', 'renamed'],
  ['copied', 'copied'],
  ['changed', 'changed'],
  ['unchanged', 'changed'],
]);

const emptyBlob = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

export function parseFile(body: unknown): DiffFile | undefined {
  const fields = toFields(body);
  const path = findText(fields, 'filename');
  const status = fileStatuses.get(findText(fields, 'status') ?? '');
  if (!fields || path === undefined || !status) return undefined;
  const additions = findCount(fields, 'additions') ?? 0;
  const deletions = findCount(fields, 'deletions') ?? 0;
  const previousPath = findText(fields, 'previous_filename') ?? null;
  // GitHub does not report binary files: they have content, but no patch and no changed lines.
  const hasContent = ['added', 'deleted', 'modified'].includes(status) && fields.sha !== emptyBlob;
  const binary = hasContent && fields.patch === undefined && additions + deletions === 0;
  return { path, previousPath, status, additions, deletions, binary };
}
