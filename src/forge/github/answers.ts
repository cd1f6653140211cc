import type { Label, PullRequest, PullRequestState } from '../../domain/diff-status.ts';
import { type Fields, findCount, findFields, findText, toFields } from '../parsing/json-fields.ts';
import type { NamedRepository } from '../parsing/repository-identity.ts';
import { parseLabels } from './labels.ts';
import { toMergeability } from './mergeability.ts';
import { parseFullName } from './repository-name.ts';
import { parseRequestedReviewers } from './requested-reviewers.ts';

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

function parseMerge({ mergeable, mergeable_state: mergeState }: Fields) {
  const isTold = mergeable === null || typeof mergeable === 'boolean';
  return {
    mergeable: isTold ? mergeable : undefined,
    mergeState: typeof mergeState === 'string' ? mergeState : undefined,
  };
}
