import type { ForgeApi } from '../client/forge-api.ts';
import { type FilePaths, findPartOfDiff, toFileDiff } from '../diff/file-diff.ts';
import type { Access, FileDiffOutcome, FileDiffRequest, PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { compareBranch } from './fetch-branch-diff.ts';
import type { BitbucketDiffSource } from './fetch-diff.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { tookTooLong } from './read-changes.ts';

/** One file of the pull request's diff. */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  source: BitbucketDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const { api, details } = source;
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const commits = await details.readCommits(reference, read.value, access);
  if (commits.kind === 'unread') return commits.outcome;
  const compared = {
    headSha: commits.value.headSha,
    diffUrl: toDiffUrl(reference, read.value, api),
    subject: `the diff of ${toSubject(reference)}`,
  };
  return readFileDiff(compared, paths, source, access);
}

export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  source: BitbucketDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const compared = await compareBranch(request, source, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return { kind: 'no_file' };
  return readFileDiff(compared.value, request, source, access);
}

/** Where the diff of a pull request redirects to: nobody says that its query goes along. */
function toDiffUrl(
  reference: PullRequestReference,
  { source, destination }: PullRequestAnswer,
  api: ForgeApi,
): string {
  if (!source.repository || source.hash === null || destination.hash === null) {
    return `${toPullRequestApiUrl(reference, api)}/diff?topic=true`;
  }
  const head = `${toFullName(source.repository)}:${encode(source.hash)}`;
  const range = `${head}%0D${encode(destination.hash)}`;
  const url = `${toRepositoryApiUrl(reference.repository, api)}/diff/${range}`;
  return `${url}?from_pullrequest_id=${reference.number}&topic=true`;
}

/** Bitbucket leaves out the other files, and a file that moved has two paths. */
async function readFileDiff(
  compared: { headSha: string | null; diffUrl: string; subject: string },
  paths: FilePaths,
  { api, limitBytes }: BitbucketDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const { headSha, diffUrl, subject } = compared;
  const asked = new Set([paths.previousPath ?? paths.path, paths.path]);
  const url = [diffUrl, ...[...asked].map((path) => `path=${encode(path)}`)].join('&');
  const answer = await api.readText({ url, subject, limitBytes, accept: 'text/plain' }, access);
  switch (answer.kind) {
    case 'unread':
      return answer.status === tookTooLong ? { kind: 'too_large' } : answer.outcome;
    case 'too_large':
      return answer;
    case 'text': {
      const part = findPartOfDiff(answer.text, paths);
      return part ? toFileDiff(part, headSha, limitBytes) : { kind: 'no_file' };
    }
  }
}
