import type { MaybeRead } from '../client/forge-api.ts';
import { type FilePaths, toFileDiff } from '../diff/file-diff.ts';
import { type FileText, readFileText } from '../diff/file-text.ts';
import type {
  Access,
  FileDiffOutcome,
  FileDiffRequest,
  FileRequest,
  PullRequestReference,
} from '../forge.ts';
import { isCommitSha } from '../parsing/text.ts';
import type { NamedRepository, PullRequestAnswer } from './answers.ts';
import { type AzureDevOpsApi, toRepositoryPath } from './api.ts';
import {
  buildNotComparedYet,
  compareBranch,
  findComparedCommits,
  type ListedChanges,
  listChanges,
} from './compare.ts';
import type { DiffDeps } from './diff.ts';
import { toOwnerParts } from './names.ts';
import { readPatch } from './patch.ts';
import { readPullRequest } from './pull-requests.ts';

/** One file of the pull request's diff. */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const read = await readPullRequest(reference, deps.api, access);
  if (read.kind === 'unread') return read.outcome;
  return fetchFileDiffOf(read.value, paths, deps, access);
}

export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const compared = await compareBranch(request, deps, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return { kind: 'no_file' };
  return readFileDiff(request, compared.value, deps, access);
}

/** One file of the diff of a pull request that was already read. */
export async function fetchFileDiffOf(
  answer: PullRequestAnswer,
  paths: FilePaths,
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const compared = findComparedCommits(answer);
  if (!compared) return buildNotComparedYet(answer).outcome;
  const { repository, head } = answer;
  const listed = await listChanges(repository, compared, deps.api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const { changes } = listed.value;
  return readFileDiff(paths, { repository, changes, headSha: head.sha }, deps, access);
}

async function readFileDiff(
  { path }: Pick<FilePaths, 'path'>,
  { repository, changes, headSha }: Omit<ListedChanges, 'isCut'> & { repository: NamedRepository },
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const change = changes.find((listed) => listed.path === path);
  if (!change) return { kind: 'no_file' };
  const read = await readPatch(change, repository, deps, access);
  if (read.kind === 'unread') return read.outcome;
  if (read.kind === 'too_large') return read;
  const { patch: diff, binary } = read;
  return toFileDiff({ kind: 'found', diff, binary }, headSha, deps.limitBytes);
}

/** A file at a commit or branch; null when there is none. */
export function readFile(
  { repository, ref, path }: FileRequest,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  const { organization } = toOwnerParts(repository);
  const url = api.toUrl(organization, `${toRepositoryPath(repository)}/items`, {
    path: `/${path}`,
    'versionDescriptor.versionType': isCommitSha(ref) ? 'commit' : 'branch',
    'versionDescriptor.version': ref,
    $format: 'octetStream',
  });
  const accept = 'application/octet-stream';
  return readFileText({ repository, path, url, accept }, api, access);
}
