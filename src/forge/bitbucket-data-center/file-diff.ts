import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { type FilePaths, toFileDiff } from '../diff/file-diff.ts';
import { type FileText, isFilePath, readFileText } from '../diff/file-text.ts';
import type {
  Access,
  FileDiffOutcome,
  FileDiffRequest,
  FileRequest,
  PullRequestReference,
} from '../forge.ts';
import { encode, encodePath, isCommitSha, toBranchRef } from '../parsing/text.ts';
import { toRepositoryApiUrl } from './api.ts';
import { contextLines } from './changes.ts';
import { compareBranch } from './compare.ts';
import type { DiffDeps } from './diff.ts';
import { changeSetReading, formatUnifiedDiff } from './json-diff.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** One file of the pull request's diff. */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const read = await readPullRequest(reference, deps.api, access);
  if (read.kind === 'unread') return read.outcome;
  const compared = {
    headSha: read.value.head.sha,
    url: toPullRequestApiUrl(reference, deps.api),
    refs: '',
    subject: `the diff of ${toSubject(reference)}`,
  };
  return readFileDiff(compared, paths, deps, access);
}

export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const compared = await compareBranch(request, deps.api, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return { kind: 'no_file' };
  return readFileDiff(compared.value, request, deps, access);
}

/** The endpoint for a single file returns JSON only. */
async function readFileDiff(
  compared: { headSha: string | null; url: string; refs: string; subject: string },
  { path, previousPath }: FilePaths,
  { api, limitBytes }: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  if (!isFilePath(path)) return { kind: 'no_file' };
  const { headSha, refs, subject } = compared;
  const from = previousPath === null ? '' : `srcPath=${encode(previousPath)}`;
  const query = [refs, from, contextLines, 'withComments=false'].filter((part) => part !== '');
  const url = `${compared.url}/diff/${encodePath(path)}?${query.join('&')}`;
  const response = await api.read({ url, subject, reading: changeSetReading }, access);
  if (response.kind === 'unread') return response.outcome;
  const { changes, truncated } = response.value;
  const change = changes.find(({ file }) => file.path === path);
  if (truncated) return { kind: 'too_large' };
  if (!change) return { kind: 'no_file' };
  const diff = formatUnifiedDiff({ changes: [change], truncated });
  return toFileDiff({ kind: 'found', diff, binary: change.file.binary }, headSha, limitBytes);
}

/** A file at a commit or branch; null when there is none. */
export function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  // A branch by its full ref: a tag may have the same name.
  const at = isCommitSha(ref) ? ref : toBranchRef(ref);
  const url = `${toRepositoryApiUrl(repository, api)}/raw/${encodePath(path)}?at=${encode(at)}`;
  return readFileText({ repository, path, url }, api, access);
}
