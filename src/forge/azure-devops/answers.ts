import type { PullRequestState } from '../../domain/diff-status.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import {
  type Fields,
  findCount,
  findFields,
  findText,
  findWebUrl,
  maxNames,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { isCommitSha, parseBranchRef } from '../parsing/text.ts';
import { parseRepositoryReference } from './names.ts';

/** A repository under its current name; the id survives renames. */
export interface NamedRepository extends RepositoryReference {
  id: string;
  projectId: string | null;
}

export interface RepositoryAnswer extends NamedRepository {
  defaultBranch: string | null;
  /** The repository it was forked from. */
  parent: NamedRepository | null;
}

export interface Reviewer {
  id: string | null;
  /** Null when the account was deleted. Its vote remains. */
  name: string | null;
  avatarUrl: string | null;
  /** 10 approved, 5 approved with suggestions, -5 waiting for author, -10 rejected, 0 none. */
  vote: number;
  /** A group's vote is copied from one of its members. */
  isGroup: boolean;
  hasDeclined: boolean;
}

export interface PullRequestAnswer {
  number: number;
  /** The repository it merges into. */
  repository: NamedRepository;
  head: {
    branch: string;
    sha: string | null;
    /** Null when Azure does not name the fork. */
    repository: NamedRepository | null;
  };
  baseBranch: string;
  baseSha: string | null;
  state: PullRequestState;
  title: string;
  draft: boolean;
  settledAt: string | null;
  authorId: string | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
  mergeStatus: string | null;
  autoComplete: boolean;
  reviewers: Reviewer[];
  /** Null when the response leaves them out. */
  labels: string[] | null;
}

const idForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Null for anything else than an id. Servers differ in the case of its letters. */
export function parseId(text: string | undefined): string | null {
  return text !== undefined && idForm.test(text) ? text.toLowerCase() : null;
}

export function parseRepository(body: unknown, organization: string): RepositoryAnswer | undefined {
  const fields = toFields(body);
  const repository = parseNamedRepository(fields, organization);
  if (!repository) return undefined;
  const named = findFields(fields, 'parentRepository');
  const parent = named && parseNamedRepository(named, organization);
  if (named && !parent) return undefined;
  const defaultRef = findText(fields, 'defaultBranch');
  const defaultBranch = defaultRef === undefined ? null : toBranch(defaultRef);
  return { ...repository, defaultBranch, parent: parent ?? null };
}

function parseNamedRepository(
  fields: Fields | undefined,
  organization: string,
): NamedRepository | undefined {
  const id = parseId(findText(fields, 'id'));
  const project = findFields(fields, 'project');
  const projectName = findText(project, 'name') ?? '';
  const reference = parseRepositoryReference(
    organization,
    projectName,
    findText(fields, 'name') ?? '',
  );
  if (!reference || id === null) return undefined;
  const projectId = findText(project, 'id') ?? '';
  return { ...reference, id, projectId: idForm.test(projectId) ? projectId : null };
}

/** `main` for `refs/heads/main`; any other ref stays unchanged. */
function toBranch(ref: string): string {
  return parseBranchRef(ref) ?? ref;
}

export function parsePullRequest(
  body: unknown,
  organization: string,
): PullRequestAnswer | undefined {
  const fields = toFields(body);
  const number = findCount(fields, 'pullRequestId');
  const repository = parseNamedRepository(findFields(fields, 'repository'), organization);
  const state = parseState(findText(fields, 'status') ?? '');
  const title = findText(fields, 'title');
  const sourceRef = findText(fields, 'sourceRefName');
  const targetRef = findText(fields, 'targetRefName');
  const reviewers = parseReviewers(fields?.reviewers);
  if (!fields || !number || !repository || !state || title === undefined) return undefined;
  if (!sourceRef || !targetRef || !reviewers) return undefined;
  const head = parseHeadRepository(fields, repository, organization);
  // Unlike for a deleted fork, the owner of the branch is unknown here.
  if (head === undefined) return undefined;
  return {
    number,
    repository,
    head: { branch: toBranch(sourceRef), sha: findSha(fields, 'Source'), repository: head },
    baseBranch: toBranch(targetRef),
    baseSha: findSha(fields, 'Target'),
    state,
    title,
    draft: fields.isDraft === true,
    settledAt: state === 'open' ? null : (findText(fields, 'closedDate') ?? null),
    ...parseAuthor(findFields(fields, 'createdBy')),
    mergeStatus: findText(fields, 'mergeStatus') ?? null,
    autoComplete: findFields(fields, 'autoCompleteSetBy') !== undefined,
    reviewers,
    labels: parseLabels(fields.labels) ?? null,
  };
}

/** The names of active labels; undefined when the value is not a list of labels. */
export function parseLabels(value: unknown): string[] | undefined {
  const labels = parseList(
    value,
    (entry) => {
      const fields = toFields(entry);
      const name = findText(fields, 'name');
      return name === undefined ? undefined : { name, isActive: fields?.active !== false };
    },
    maxNames,
  );
  return labels?.filter(({ isActive }) => isActive).map(({ name }) => name);
}

function parseHeadRepository(
  fields: Fields,
  repository: NamedRepository,
  organization: string,
): NamedRepository | null | undefined {
  if (fields.forkSource === undefined || fields.forkSource === null) return repository;
  const named = findFields(findFields(fields, 'forkSource'), 'repository');
  return named ? parseNamedRepository(named, organization) : null;
}

function parseState(status: string): PullRequestState | undefined {
  switch (status) {
    case 'active':
      return 'open';
    case 'completed':
      return 'merged';
    case 'abandoned':
      return 'closed';
    default:
      return undefined;
  }
}

function parseReviewers(value: unknown): Reviewer[] | undefined {
  if (value === undefined || value === null) return [];
  return parseList(value, (entry) => {
    const fields = toFields(entry ?? {});
    const vote = fields?.vote ?? 0;
    if (!fields || typeof vote !== 'number') return undefined;
    return {
      id: findText(fields, 'id') ?? null,
      name: findAccountName(fields) || null,
      avatarUrl: findAvatarUrl(fields),
      vote,
      isGroup: fields.isContainer === true,
      hasDeclined: fields.hasDeclined === true,
    };
  });
}

function parseAuthor(
  fields: Fields | undefined,
): Pick<PullRequestAnswer, 'authorId' | 'authorLogin' | 'authorAvatarUrl'> {
  return {
    authorId: findText(fields, 'id') ?? null,
    authorLogin: (fields && findAccountName(fields)) ?? null,
    authorAvatarUrl: findAvatarUrl(fields),
  };
}

export function findAvatarUrl(fields: Fields | undefined): string | null {
  const avatar = findFields(findFields(fields, '_links'), 'avatar');
  return findWebUrl(fields, 'imageUrl') ?? findWebUrl(avatar, 'href');
}

/** The unique name of a group is an internal identifier, so its display name is used. */
export function findAccountName(fields: Fields): string | undefined {
  const unique = findText(fields, 'uniqueName') ?? '';
  const isReadable = unique !== '' && fields.isContainer !== true && !/^vstfs:/i.test(unique);
  return isReadable ? unique : findText(fields, 'displayName');
}

function findSha(fields: Fields, side: 'Source' | 'Target'): string | null {
  const sha = findText(findFields(fields, `lastMerge${side}Commit`), 'commitId') ?? '';
  return isCommitSha(sha) ? sha : null;
}
