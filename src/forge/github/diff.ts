import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import { toBranchSubject, toRangeSubject } from '../client/outcomes.ts';
import {
  type Changes,
  checkFileCount,
  findBase,
  noChanges,
  toDiffOutcome,
  toTruncatedChanges,
  toWholeChanges,
} from '../diff/changes.ts';
import type {
  Access,
  DiffFile,
  DiffOutcome,
  PullRequestReference,
  RangeDiffRequest,
} from '../forge.ts';
import { parseList, toFields } from '../parsing/json-fields.ts';
import { parseFile } from './answers.ts';
import { diffType, pageSize } from './api.ts';
import { mostComparedFiles, type Revisions, readHeadSha, toComparisonUrl } from './compare.ts';
import { readPullRequest, toPageUrl, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';

export interface GitHubDiffDeps {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
  limitBytes: number;
}

// GitHub lists no more files of a pull request.
const mostFiles = 3_000;
const mostFilePages = mostFiles / pageSize;
const filesReading: Reading<DiffFile[]> = {
  shape: 'files/1',
  parse: (body) => parseList(body, parseFile),
  isCovered: () => false,
};

const comparedFilesReading: Reading<DiffFile[]> = {
  shape: 'compared-files/1',
  parse: (body) => parseList(toFields(body)?.files, parseFile),
  isCovered: () => false,
};

export async function fetchPullRequestDiff(
  reference: PullRequestReference,
  { webBaseUrl, api, limitBytes }: GitHubDiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  // Read before the diff: after a push in between, the diff has an outdated head and is read again.
  // In the other order an outdated diff would be taken for that of the new head.
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const url = toPullRequestApiUrl(reference, api);
  const subject = `the diff of ${toSubject(reference)}`;
  const listFiles = async (): Promise<ListedFiles | Unread> => {
    const first = { url: `${url}/files?per_page=${pageSize}`, subject, reading: filesReading };
    const files = await listPages(api, first, mostFilePages, access);
    if (files.kind === 'unread') return files;
    const { length } = files.value;
    const counted = read.value.changedFiles ?? (length >= mostFiles ? Infinity : 0);
    return { ...files, isCut: !files.isComplete || length < counted };
  };
  const changes = await readChanges({ url, subject, limitBytes }, listFiles, api, access);
  const checked = checkFileCount(changes, read.value.changedFiles, subject);
  const pageUrl = toPageUrl(read.value, reference, webBaseUrl);
  return toDiffOutcome(checked, pageUrl, read.value.head.sha);
}

export async function fetchBranchDiff(
  request: { repository: RepositoryReference; branch: string },
  { api, repositories, limitBytes }: GitHubDiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const base = await findBase(request, repositories, access);
  if (base.kind === 'unread') return base.outcome;
  if (base.value === null) return toDiffOutcome(noChanges, null, null);
  const { repository, defaultBranch } = base.value;
  const { branch: head } = request;
  const headSha = await readHeadSha(repository, head, api, access);
  const subject = toBranchSubject(repository, head);
  const revisions = { repository, base: defaultBranch, head };
  const changes = await compareRevisions(revisions, subject, { api, limitBytes }, access);
  return toDiffOutcome(changes, null, headSha);
}

/** What one commit changed since it left another one. */
export async function compareCommits(
  request: RangeDiffRequest,
  { api, repositories, limitBytes }: GitHubDiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const found = await repositories.find(request.repository, access);
  if (found.kind === 'unread') return found.outcome;
  const { from: base, to: head } = request;
  const revisions = { repository: found.value, base, head };
  const subject = toRangeSubject(request);
  const changes = await compareRevisions(revisions, subject, { api, limitBytes }, access);
  return toDiffOutcome(changes, null, head);
}

function compareRevisions(
  revisions: Revisions,
  subject: string,
  { api, limitBytes }: Pick<GitHubDiffDeps, 'api' | 'limitBytes'>,
  access: Access,
): Promise<Changes | Unread> {
  const url = toComparisonUrl(revisions, api);
  const listFiles = async (): Promise<ListedFiles | Unread> => {
    const files = await api.read({ url, subject, reading: comparedFilesReading }, access);
    const isCut = files.kind === 'read' && files.value.length >= mostComparedFiles;
    return files.kind === 'unread' ? files : { ...files, isCut };
  };
  return readChanges({ url, subject, limitBytes }, listFiles, api, access);
}

interface ListedFiles {
  kind: 'read';
  value: DiffFile[];
  /** GitHub ends the list without a word when there are more files than it lists. */
  isCut: boolean;
}

/** The diff, or the list of its files when it exceeds our limit or GitHub's. */
async function readChanges(
  request: { url: string; subject: string; limitBytes: number },
  listFiles: () => Promise<ListedFiles | Unread>,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const diff = await api.readText({ ...request, accept: diffType }, access);
  if (diff.kind === 'text') return toWholeChanges(diff.text);
  // GitHub's own limits: "the diff exceeded the maximum number of lines" or of files.
  if (diff.kind === 'unread' && diff.status !== 406 && diff.status !== 422) return diff;
  const files = await listFiles();
  return files.kind === 'unread' ? files : toTruncatedChanges(files.value, files.isCut);
}
