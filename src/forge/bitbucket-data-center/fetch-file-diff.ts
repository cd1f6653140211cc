import { type FilePaths, toFileDiff } from '../diff/file-diff.ts';
import { isFilePath } from '../diff/file-text.ts';
import type { Access, FileDiffOutcome, FileDiffRequest, PullRequestReference } from '../forge.ts';
import { encode, encodePath } from '../parsing/text.ts';
import { compareBranch } from './fetch-branch-diff.ts';
import type { BitbucketDataCenterDiffSource } from './fetch-diff.ts';
import { changeSetReading } from './json-diff.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { contextLines } from './read-changes.ts';
import { toUnifiedDiff } from './to-unified-diff.ts';

/** One file of the pull request's diff. */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  source: BitbucketDataCenterDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const read = await readPullRequest(reference, source.api, access);
  if (read.kind === 'unread') return read.outcome;
  const compared = {
    headSha: read.value.head.sha,
    url: toPullRequestApiUrl(reference, source.api),
    refs: '',
    subject: `the diff of ${toSubject(reference)}`,
  };
  return readFileDiff(compared, paths, source, access);
}

export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  source: BitbucketDataCenterDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const compared = await compareBranch(request, source.api, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return { kind: 'no_file' };
  return readFileDiff(compared.value, request, source, access);
}

/** Where a file has an address of its own, the diff is told in JSON only. */
async function readFileDiff(
  compared: { headSha: string | null; url: string; refs: string; subject: string },
  { path, previousPath }: FilePaths,
  { api, limitBytes }: BitbucketDataCenterDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  if (!isFilePath(path)) return { kind: 'no_file' };
  const { headSha, refs, subject } = compared;
  const from = previousPath === null ? '' : `srcPath=${encode(previousPath)}`;
  const query = [refs, from, contextLines, 'withComments=false'].filter((part) => part !== '');
  const url = `${compared.url}/diff/${encodePath(path)}?${query.join('&')}`;
  const answer = await api.read({ url, subject, reading: changeSetReading }, access);
  if (answer.kind === 'unread') return answer.outcome;
  const { changes, truncated } = answer.value;
  const change = changes.find(({ file }) => file.path === path);
  if (truncated) return { kind: 'too_large' };
  if (!change) return { kind: 'no_file' };
  const diff = toUnifiedDiff({ changes: [change], truncated });
  return toFileDiff({ kind: 'found', diff, binary: change.file.binary }, headSha, limitBytes);
}
