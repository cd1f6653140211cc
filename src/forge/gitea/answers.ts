import type { Label, PullRequestState } from '../../domain/diff-status.ts';
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
import type { NamedRepository } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';
import { parseFullName } from './urls.ts';

export interface RepositoryAnswer extends NamedRepository {
  defaultBranch: string | null;
  /** The repository it was forked from. */
  parent: NamedRepository | null;
}

export interface HeadAnswer {
  /** Empty for a pull request that was created without a branch (AGit). */
  branch: string;
  sha: string | null;
  /** Null when the fork was deleted. */
  repository: NamedRepository | null;
}

/** One entry of a list of pull requests. */
export interface ListedPullRequest {
  number: number;
  state: PullRequestState;
  head: HeadAnswer;
}

/** Instants are text, because a remembered answer is stored as JSON. */
export interface PullRequestAnswer extends ListedPullRequest {
  url: string | null;
  title: string;
  draft: boolean;
  mergeable: boolean | null;
  changedAt: string | null;
  /** The time of the last push to any branch of the target repository. */
  basePushedAt: string | null;
  settledAt: string | null;
  additions: number | null;
  deletions: number | null;
  changedFiles: number | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
  baseBranch: string;
  /** The commit at which the branch left its base. */
  mergeBase: string | null;
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
  const defaultBranch = findText(fields, 'default_branch') || null;
  return { ...repository, defaultBranch, parent: named ?? null };
}

export function parseListedPullRequest(body: unknown): ListedPullRequest | undefined {
  const fields = toFields(body);
  const number = findCount(fields, 'number');
  const state = fields && parseState(fields);
  const head = parseHead(findFields(fields, 'head'));
  return number && state && head ? { number, state, head } : undefined;
}

export function parsePullRequest(body: unknown): PullRequestAnswer | undefined {
  const fields = toFields(body);
  const listed = parseListedPullRequest(fields);
  const title = findText(fields, 'title');
  const base = findFields(fields, 'base');
  const baseBranch = findText(base, 'ref');
  if (!fields || !listed || title === undefined || baseBranch === undefined) return undefined;
  const user = findFields(fields, 'user');
  return {
    ...listed,
    ...parseCounts(fields),
    url: findText(fields, 'html_url') ?? null,
    title: toPlainText(title, 1000),
    draft: isDraft(fields, title),
    mergeable: findFlag(fields, 'mergeable'),
    changedAt: findText(fields, 'updated_at') ?? null,
    basePushedAt: findText(findFields(base, 'repo'), 'updated_at') ?? null,
    settledAt: findText(fields, 'merged_at') ?? findText(fields, 'closed_at') ?? null,
    authorLogin: findText(user, 'login') || null,
    authorAvatarUrl: findWebUrl(user, 'avatar_url'),
    baseBranch,
    mergeBase: findText(fields, 'merge_base') || null,
    requestedReviewers: parseRequestedReviewers(fields),
    labels: parseLabels(fields.labels),
  };
}

export function parseNamedRepository(fields: Fields | undefined): NamedRepository | undefined {
  const reference = parseFullName(findText(fields, 'full_name') ?? '');
  return reference && { ...reference, id: findInteger(fields, 'id') ?? null };
}

/** `ref` becomes `refs/pull/12/head` once the branch is deleted; `label` keeps the name. */
function parseHead(fields: Fields | undefined): HeadAnswer | undefined {
  const branch = findText(fields, 'label') ?? findText(fields, 'ref');
  if (branch === undefined) return undefined;
  const named = findFields(fields, 'repo');
  const repository = named && parseNamedRepository(named);
  // An unreadable repository is not a deleted fork: the owner of the branch is unknown.
  if (named && !repository) return undefined;
  return { branch, sha: findText(fields, 'sha') || null, repository: repository ?? null };
}

function parseState(fields: Fields): PullRequestState | undefined {
  if (fields.merged === true) return 'merged';
  return fields.state === 'open' || fields.state === 'closed' ? fields.state : undefined;
}

function parseCounts(fields: Fields) {
  return {
    additions: findCount(fields, 'additions') ?? null,
    deletions: findCount(fields, 'deletions') ?? null,
    changedFiles: findCount(fields, 'changed_files') ?? null,
  };
}

/** Before 1.21, only the title marks a draft: by default with `WIP:` or `[WIP]`, and often configured, with the others. */
function isDraft(fields: Fields, title: string): boolean {
  return findFlag(fields, 'draft') ?? /^\s*(?:wip:|\[wip\]|draft:|\[draft\])/i.test(title);
}

/** Gitea omits the `#` of colors. Null if the labels cannot be read. */
function parseLabels(value: unknown): Label[] | null {
  const labels = parseList(
    value ?? [],
    (entry) => {
      const fields = toFields(entry);
      const name = findText(fields, 'name');
      if (name === undefined) return undefined;
      const [, color] = /^#?([0-9a-f]{6})$/i.exec(findText(fields, 'color') ?? '') ?? [];
      return { name: toPlainText(name, 200), color: color ? `#${color.toLowerCase()}` : null };
    },
    maxNames,
  );
  return labels ?? null;
}

/** Users and teams, except deleted accounts. Null before 1.14, which does not report them. */
function parseRequestedReviewers(fields: Fields): string[] | null {
  if (!('requested_reviewers' in fields)) return null;
  const users = parseList(
    fields.requested_reviewers ?? [],
    (user) => (user === null ? '' : findText(toFields(user), 'login')),
    maxNames,
  );
  const teams = parseList(
    fields.requested_reviewers_teams ?? [],
    (team) => (team === null ? '' : findText(toFields(team), 'name')),
    maxNames,
  );
  if (!users || !teams) return null;
  return [...users, ...teams].filter(Boolean).map((name) => toPlainText(name, 200));
}
