import type { PullRequestState } from '../../domain/diff-status.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import {
  type Fields,
  findCount,
  findFields,
  findFlag,
  findInteger,
  findText,
  findWebUrl,
  maxNames,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { type MergeRules, parseMergeRules, restNames } from './merge-rules.ts';
import type { MergeStatus } from './mergeability.ts';
import { parseFullName } from './urls.ts';

/** A project by its current name; the id survives renames and moves. */
export interface NamedRepository extends RepositoryReference {
  id: number;
}

export interface RepositoryAnswer extends NamedRepository {
  defaultBranch: string | null;
  /** The project it was forked from. */
  parent: NamedRepository | null;
  /** Null when GitLab does not show the settings to this token. */
  rules: MergeRules | null;
}

/** One entry of a list of merge requests. */
export interface ListedPullRequest {
  number: number;
  headBranch: string;
  /** Null when the fork was deleted. */
  headRepositoryId: number | null;
}

/** The pipeline by which GitLab judges a merge request. */
export interface Pipeline {
  id: number;
  sha: string;
  ref: string | null;
  /** The project it runs in, which is the fork or the target; null if not reported. */
  projectId: number | null;
  /** In lower case; null if not reported. */
  status: string | null;
}

/** Instants are text, because a remembered answer is stored as JSON. */
export interface PullRequestAnswer extends ListedPullRequest {
  url: string | null;
  state: PullRequestState;
  title: string;
  draft: boolean;
  changedAt: string | null;
  settledAt: string | null;
  /** A number as text, or `1000+` above that; null until GitLab has counted. */
  changesCount: string | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
  baseBranch: string;
  headSha: string | null;
  /** The commit that the changes are compared with. */
  baseSha: string | null;
  mergeStatus: MergeStatus;
  autoMerge: boolean | null;
  labelNames: string[] | null;
  /** Null in GitLab versions without reviewers, and in the list for a deleted account. */
  reviewerLogins: (string | null)[] | null;
  noteCount: number | null;
  /** Undefined if not reported. */
  pipeline: Pipeline | null | undefined;
}

export function parseRepository(body: unknown): RepositoryAnswer | undefined {
  const fields = toFields(body);
  const repository = parseNamedRepository(fields);
  if (!fields || !repository) return undefined;
  const parent = findFields(fields, 'forked_from_project');
  const named = parent && parseNamedRepository(parent);
  if (parent && !named) return undefined;
  const defaultBranch = findText(fields, 'default_branch') ?? null;
  const rules = parseMergeRules(fields, restNames);
  return { ...repository, defaultBranch, parent: named ?? null, rules };
}

function parseNamedRepository(fields: Fields | undefined): NamedRepository | undefined {
  const reference = parseFullName(findText(fields, 'path_with_namespace') ?? '');
  const id = findInteger(fields, 'id');
  return reference && id !== undefined ? { ...reference, id } : undefined;
}

export function parseListedPullRequest(body: unknown): ListedPullRequest | undefined {
  const fields = toFields(body);
  const number = findCount(fields, 'iid');
  const headBranch = findText(fields, 'source_branch');
  const headRepositoryId = findInteger(fields, 'source_project_id') ?? null;
  const isUnreadable = headRepositoryId === null && (fields?.source_project_id ?? null) !== null;
  if (number === undefined || headBranch === undefined || isUnreadable) return undefined;
  return { number, headBranch, headRepositoryId };
}

export function parsePullRequest(body: unknown): PullRequestAnswer | undefined {
  const fields = toFields(body);
  const listed = parseListedPullRequest(fields);
  const state = parseState(findText(fields, 'state'));
  const title = findText(fields, 'title');
  const baseBranch = findText(fields, 'target_branch');
  if (!fields || !listed || !state || title === undefined || baseBranch === undefined) {
    return undefined;
  }
  const author = findFields(fields, 'author');
  const diffRefs = findFields(fields, 'diff_refs');
  const headSha = findText(fields, 'sha') ?? findText(diffRefs, 'head_sha') ?? null;
  return {
    ...listed,
    url: findText(fields, 'web_url') ?? null,
    state,
    title,
    draft: fields.draft === true || fields.work_in_progress === true,
    changedAt: findText(fields, 'updated_at') ?? null,
    settledAt: findText(fields, 'merged_at') ?? findText(fields, 'closed_at') ?? null,
    changesCount: findText(fields, 'changes_count') ?? null,
    authorLogin: findText(author, 'username') ?? null,
    authorAvatarUrl: findWebUrl(author, 'avatar_url'),
    baseBranch,
    headSha,
    baseSha: findText(diffRefs, 'base_sha') ?? null,
    mergeStatus: parseMergeStatus(fields),
    autoMerge: findFlag(fields, 'merge_when_pipeline_succeeds'),
    labelNames: parseList(fields.labels, parseLabelName, maxNames) ?? null,
    reviewerLogins: parseList(fields.reviewers, parseReviewerLogin, maxNames) ?? null,
    noteCount: findCount(fields, 'user_notes_count') ?? null,
    pipeline: toPipelineOfHead(parseHeadPipeline(fields), listed.number, headSha),
  };
}

/** It is being merged right now. */
export const mergingState = 'locked';

// Old versions report `reopened`.
const states: Record<string, PullRequestState> = {
  opened: 'open',
  reopened: 'open',
  closed: 'closed',
  [mergingState]: 'open',
  merged: 'merged',
};

export function parseState(state: string | undefined): PullRequestState | undefined {
  return state !== undefined && Object.hasOwn(states, state) ? states[state] : undefined;
}

export function parseLogin(body: unknown): string | undefined {
  return findText(toFields(body), 'username');
}

function parseReviewerLogin(body: unknown): string | null | undefined {
  return body === null ? null : parseLogin(body);
}

/** While it is being merged, GitLab reports that it is not open: the result is known in a moment. */
function parseMergeStatus(fields: Fields): MergeStatus {
  if (fields.state === mergingState) {
    return { detailed: 'checking', simple: null, hasConflicts: false };
  }
  return {
    detailed: findText(fields, 'detailed_merge_status') ?? null,
    simple: findText(fields, 'merge_status') ?? null,
    hasConflicts: fields.has_conflicts === true,
  };
}

function parseLabelName(body: unknown): string | undefined {
  return typeof body === 'string' ? body : findText(toFields(body), 'name');
}

/**
 * S13: after a push, GitLab reports the pipeline of the commit before until the new one is created. A
 * pipeline for the result of merging runs for another commit, on a ref that names the request.
 */
function toPipelineOfHead(
  pipeline: Pipeline | null | undefined,
  number: number,
  headSha: string | null,
): Pipeline | null | undefined {
  return pipeline && !isOfHead(pipeline, number, headSha) ? null : pipeline;
}

export function isOfHead(
  { sha, ref }: Pick<Pipeline, 'sha' | 'ref'>,
  number: number,
  headSha: string | null,
): boolean {
  const ofMerging = ['merge', 'train'].map((kind) => `refs/merge-requests/${number}/${kind}`);
  return sha === headSha || (ref !== null && ofMerging.includes(ref));
}

/** Null when there is no pipeline; GitLab omits the field if the token may not read pipelines. */
function parseHeadPipeline(fields: Fields): Pipeline | null | undefined {
  const name = 'head_pipeline' in fields ? 'head_pipeline' : 'pipeline';
  if (fields[name] === null) return null;
  return parsePipeline(findFields(fields, name));
}

export function parsePipeline(body: unknown): Pipeline | undefined {
  const fields = toFields(body);
  const id = findInteger(fields, 'id');
  const sha = findText(fields, 'sha');
  if (id === undefined || sha === undefined) return undefined;
  const projectId = findInteger(fields, 'project_id') ?? null;
  const status = findText(fields, 'status')?.toLowerCase() ?? null;
  return { id, sha, ref: findText(fields, 'ref') ?? null, projectId, status };
}
