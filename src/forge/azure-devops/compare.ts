import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { MaybeRead, Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import { findBase } from '../diff/changes.ts';
import type { Access } from '../forge.ts';
import { findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { isCommitSha } from '../parsing/text.ts';
import type { NamedRepository, PullRequestAnswer } from './answers.ts';
import { type AzureDevOpsApi, toRepositoryPath } from './api.ts';
import { toOwnerParts } from './names.ts';
import { toSubject } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';

/** A changed file. An object id is null when that side does not exist or is unknown. */
export interface Change {
  path: string;
  previousPath: string | null;
  status: 'added' | 'modified' | 'deleted' | 'renamed';
  baseId: string | null;
  headId: string | null;
  /** For a submodule, the object ids are commits of another repository. */
  isSubmodule: boolean;
}

interface ComparedVersion {
  type: 'commit' | 'branch';
  version: string;
}

export interface ListedChanges {
  headSha: string | null;
  changes: Change[];
  /** There are more changes than were read. */
  isCut: boolean;
}

interface Page {
  headSha: string | null;
  changes: Change[];
  /** Includes entries that are not files: `$skip` counts those too. */
  count: number;
  isLast: boolean;
}

interface ComparedBranch extends ListedChanges {
  repository: NamedRepository;
}

const pageSize = 1000;
const mostPages = 10;
const reading = { shape: 'changes/1', parse: parseChangesPage };

/** What changed in `head` since its common ancestor with `base`. */
export async function listChanges(
  repository: NamedRepository,
  { base, head }: { base: ComparedVersion; head: ComparedVersion },
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<ListedChanges>> {
  const { organization } = toOwnerParts(repository);
  const subject = `the changes in ${toFullName(repository)}`;
  const changes: Change[] = [];
  let headSha: string | null = null;
  let skip = 0;
  for (let page = 0; page < mostPages; page += 1) {
    const url = api.toUrl(organization, `${toRepositoryPath(repository)}/diffs/commits`, {
      diffCommonCommit: 'true',
      baseVersionType: base.type,
      baseVersion: base.version,
      targetVersionType: head.type,
      targetVersion: head.version,
      $top: String(pageSize),
      $skip: String(skip),
    });
    const response = await api.read({ url, subject, reading }, access);
    if (response.kind === 'unread') return response;
    changes.push(...response.value.changes);
    skip += response.value.count;
    headSha = response.value.headSha;
    if (response.value.isLast) return { kind: 'read', value: { headSha, changes, isCut: false } };
  }
  return { kind: 'read', value: { headSha, changes, isCut: true } };
}

export function parseChangesPage(body: unknown): Page | undefined {
  const fields = toFields(body);
  const entries = parseList(fields?.changes, parseEntry);
  if (!entries) return undefined;
  const count = entries.length;
  const isLast =
    fields?.allChangesIncluded === true ||
    (fields?.allChangesIncluded === undefined && count < pageSize);
  // An empty page that is not the last one would never end; a partial list is not used (S9).
  if (!isLast && count === 0) return undefined;
  const changes = entries.flatMap(({ change }) => change ?? []);
  return { headSha: findText(fields, 'targetCommit') ?? null, changes, count, isLast };
}

/** Null for folders, and for the second entry of a renamed file, at its old path. */
function parseEntry(entry: unknown): { change: Change | null } | undefined {
  const fields = toFields(entry);
  const item = findFields(fields, 'item');
  const flags = (findText(fields, 'changeType') ?? '')
    .toLowerCase()
    .split(',')
    .map((flag) => flag.trim());
  const path = findText(item, 'path')?.replace(/^\//, '');
  if (!item || path === undefined || flags[0] === '') return undefined;
  const isFolder = item.isFolder === true || item.gitObjectType === 'tree' || path === '';
  const status = toStatus(flags);
  if (isFolder || status === undefined) return { change: null };
  const previous = findText(fields, 'sourceServerItem') ?? findText(fields, 'originalPath');
  const [object, original] = ['objectId', 'originalObjectId'].map((name) => {
    const id = findText(item, name)?.toLowerCase() ?? '';
    return isCommitSha(id) ? id : null;
  });
  const change: Change = {
    path,
    previousPath: status === 'renamed' ? (previous?.replace(/^\//, '') ?? null) : null,
    status,
    baseId: (status === 'deleted' ? (original ?? object) : original) ?? null,
    headId: object ?? null,
    isSubmodule: item.gitObjectType === 'commit',
  };
  return { change };
}

function toStatus(flags: readonly string[]): Change['status'] | undefined {
  if (flags.includes('sourcerename') || flags.includes('none')) return undefined;
  if (flags.includes('delete')) return 'deleted';
  if (flags.includes('rename')) return 'renamed';
  return flags.includes('add') || flags.includes('undelete') ? 'added' : 'modified';
}

/** Undefined until Azure has compared the commits of a new pull request. */
export function findComparedCommits({ head, baseSha }: PullRequestAnswer) {
  if (head.sha === null || baseSha === null) return undefined;
  const type = 'commit' as const;
  return { base: { type, version: baseSha }, head: { type, version: head.sha } };
}

export function buildNotComparedYet(answer: PullRequestAnswer): Unread {
  const message =
    `Azure DevOps has not compared the commits of ${toSubject(answer)} yet. ` +
    'Try again in a few seconds.';
  return { kind: 'unread', status: undefined, outcome: toFailed('unavailable', message) };
}

/** The branch compared with its repository's default branch; null for the default branch. */
export async function compareBranch(
  request: { repository: RepositoryReference; branch: string },
  { api, repositories }: { api: AzureDevOpsApi; repositories: Repositories },
  access: Access,
): Promise<MaybeRead<ComparedBranch | null>> {
  const base = await findBase(request, repositories, access);
  if (base.kind === 'unread') return base;
  if (base.value === null) return { kind: 'read', value: null };
  const { repository, defaultBranch } = base.value;
  const type = 'branch' as const;
  const head = { type, version: request.branch };
  const compared = { base: { type, version: defaultBranch }, head };
  const listed = await listChanges(repository, compared, api, access);
  if (listed.kind === 'unread') return listed;
  return { kind: 'read', value: { ...listed.value, repository } };
}
