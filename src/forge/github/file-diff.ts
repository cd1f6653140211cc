import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Read, Unread } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import { findBase } from '../diff/changes.ts';
import { type FilePaths, findDiffOfSides, type Sides, toFileDiff } from '../diff/file-diff.ts';
import { type FileText, readFileText } from '../diff/file-text.ts';
import type {
  Access,
  FileDiffOutcome,
  FileDiffRequest,
  FileRequest,
  PullRequestReference,
} from '../forge.ts';
import { findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, encodePath } from '../parsing/text.ts';
import { pageSize, rawType } from './api.ts';
import {
  findListedDiff,
  type ListedFile,
  mostComparedFiles,
  parseListedFile,
  readComparison,
  readHeadSha,
  readMergeBase,
  toDiffWithoutHunks,
} from './compare.ts';
import type { GitHubDiffDeps } from './diff.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** The revisions between which a file changed, and its entry in the list of changed files. */
interface FileChange {
  kind: 'listed';
  repository: RepositoryReference;
  headSha: string | null;
  head: string;
  /** The commit where the head left the branch that it is compared with. */
  readMergeBase: () => Promise<MaybeRead<string>>;
  /** Undefined when the file is not listed. */
  file: ListedFile | undefined;
  /** False when GitHub cut the list, so that the file may have changed without being listed. */
  isWhole: boolean;
}

type NoFile = Extract<FileDiffOutcome, { kind: 'no_file' }>;

// GitHub lists at most 3,000 files of a pull request.
const mostPages = 30;
const filesReading: Reading<ListedFile[]> = {
  shape: 'listed-files/1',
  parse: (body) => parseList(body, parseListedFile),
  isCovered: () => false,
};
const baseReading: Reading<string> = {
  shape: 'base-sha/1',
  parse: (body) => findText(findFields(toFields(body), 'base'), 'sha'),
  isCovered: () => false,
};

/** The diff of one file of a pull request. */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  deps: GitHubDiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const change = await findInPullRequest(reference, paths, deps.api, access);
  return toOutcome(change, paths, deps, access);
}

/** The diff of one file of a branch since it left the default branch. */
export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  deps: GitHubDiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  return toOutcome(await findInBranch(request, deps, access), request, deps, access);
}

async function toOutcome(
  change: FileChange | Unread | NoFile,
  paths: FilePaths,
  deps: GitHubDiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  switch (change.kind) {
    case 'unread':
      return change.outcome;
    case 'no_file':
      return change;
    case 'listed':
      return readFileDiff(change, paths, deps, access);
  }
}

async function readFileDiff(
  change: FileChange,
  requested: FilePaths,
  { api, limitBytes }: GitHubDiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const { file, headSha, isWhole } = change;
  if (!file && isWhole) return { kind: 'no_file' };
  const listed = file && findListedDiff(file);
  if (listed) return toFileDiff(listed, headSha, limitBytes);
  const { path } = requested;
  const paths = { path, previousPath: (file ?? requested).previousPath };
  const sides = await readSides(paths, change, api, access);
  if (sides.kind === 'unread') return sides.outcome;
  const found =
    (await findDiffOfSides(paths, sides.value, limitBytes)) ??
    (file && toDiffWithoutHunks(file, sides.value));
  return found ? toFileDiff(found, headSha, limitBytes) : { kind: 'no_file' };
}

/** Reads both sides of a file; each is null where the file does not exist. */
async function readSides(
  { path, previousPath }: FilePaths,
  { repository, head, readMergeBase }: FileChange,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Sides>> {
  const after = await readFile({ repository, ref: head, path }, api, access);
  if (after.kind === 'unread') return after;
  // If one side is not text, the other one is not needed.
  if (after.value && after.value.kind !== 'text') return toSides(null, after.value);
  const mergeBase = await readMergeBase();
  if (mergeBase.kind === 'unread') return mergeBase;
  const request = { repository, ref: mergeBase.value, path: previousPath ?? path };
  const before = await readFile(request, api, access);
  return before.kind === 'unread' ? before : toSides(before.value, after.value);
}

function toSides(before: FileText | null, after: FileText | null): MaybeRead<Sides> {
  return { kind: 'read', value: [before, after] };
}

/** Reads the list of changed files page by page, up to the page with the file. */
async function findInPullRequest(
  reference: PullRequestReference,
  { path }: FilePaths,
  api: ForgeApi,
  access: Access,
): Promise<FileChange | Unread> {
  // The head before the diff, as in `fetchDiff`.
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read;
  const listed = await findFile(reference, path, api, access);
  if (listed.kind === 'unread') return listed;
  const { repository, number } = reference;
  const headSha = read.value.head.sha;
  const head = headSha ?? `refs/pull/${number}/head`;
  return {
    kind: 'listed',
    ...listed.value,
    repository,
    headSha,
    head,
    readMergeBase: async () => {
      const base = await readBaseSha(reference, api, access);
      return base.kind === 'unread'
        ? base
        : readMergeBase({ repository, base: base.value, head }, api, access);
    },
  };
}

async function findFile(
  reference: PullRequestReference,
  path: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Pick<FileChange, 'file' | 'isWhole'>>> {
  const first = `${toPullRequestApiUrl(reference, api)}/files?per_page=${pageSize}`;
  const subject = `the diff of ${toSubject(reference)}`;
  let url: string | undefined = first;
  let page = 0;
  while (url && page < mostPages) {
    const read: Read<ListedFile[]> | Unread = await api.read(
      { url, subject, reading: filesReading },
      access,
    );
    if (read.kind === 'unread') return read;
    const file = read.value.find((listed) => listed.path === path);
    if (file) return { kind: 'read', value: { file, isWhole: true } };
    url = read.nextUrl;
    page += 1;
  }
  const isWhole = url === undefined && page < mostPages;
  return { kind: 'read', value: { file: undefined, isWhole } };
}

function readBaseSha(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string>> {
  const url = toPullRequestApiUrl(reference, api);
  return api.read({ url, subject: `the ${toSubject(reference)}`, reading: baseReading }, access);
}

/** Finds the file among those that a branch changed since it left the default branch. */
async function findInBranch(
  request: FileDiffRequest,
  { api, repositories }: GitHubDiffDeps,
  access: Access,
): Promise<FileChange | Unread | NoFile> {
  const base = await findBase(request, repositories, access);
  if (base.kind === 'unread') return base;
  if (base.value === null) return { kind: 'no_file' };
  const { repository, defaultBranch } = base.value;
  const { branch, path } = request;
  const headSha = await readHeadSha(repository, branch, api, access);
  const revisions = { repository, base: defaultBranch, head: branch };
  const subject = toBranchSubject(repository, branch);
  const compared = await readComparison(revisions, subject, api, access);
  if (compared.kind === 'unread') return compared;
  const { files, mergeBase } = compared.value;
  return {
    kind: 'listed',
    repository,
    headSha,
    head: headSha ?? branch,
    file: files.find((listed) => listed.path === path),
    isWhole: files.length < mostComparedFiles,
    readMergeBase: async () => ({ kind: 'read', value: mergeBase }),
  };
}

/** A file at a commit or branch; null when there is none. GitHub refuses files that are too large. */
export async function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  const at = `contents/${encodePath(path)}?ref=${encode(ref)}`;
  const url = `${api.baseUrl}/repos/${toFullName(repository)}/${at}`;
  const read = await readFileText({ repository, path, url, accept: rawType }, api, access);
  const isTooLarge =
    read.kind === 'unread' && read.status === 403 && /too large/i.test(read.forgeMessage ?? '');
  return isTooLarge ? { kind: 'read', value: { kind: 'too_large' } } : read;
}
