import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { type FilePaths, findPartOfDiff, toFileDiff } from '../diff/file-diff.ts';
import { type FileText, isFilePath, readFileText } from '../diff/file-text.ts';
import type {
  Access,
  FileDiffOutcome,
  FileDiffRequest,
  FileRequest,
  PullRequestReference,
} from '../forge.ts';
import { findText, parseJson, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, encodePath, isCommitSha } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { tookTooLong } from './changes.ts';
import { compareBranch, readBranchHash } from './compare.ts';
import type { DiffDeps } from './diff.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** One file of the pull request's diff. */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const { api, details } = deps;
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const commits = await details.readCommits(reference, read.value, access);
  if (commits.kind === 'unread') return commits.outcome;
  const compared = {
    headSha: commits.value.headSha,
    diffUrl: buildDiffUrl(reference, read.value, api),
    subject: `the diff of ${toSubject(reference)}`,
  };
  return readFileDiff(compared, paths, deps, access);
}

export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const compared = await compareBranch(request, deps, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return { kind: 'no_file' };
  return readFileDiff(compared.value, request, deps, access);
}

/** The URL that `/diff` redirects to: Bitbucket may drop the query when it redirects. */
function buildDiffUrl(
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

/** Bitbucket limits a diff to `path` parameters. A moved file needs both of its paths. */
async function readFileDiff(
  compared: { headSha: string | null; diffUrl: string; subject: string },
  paths: FilePaths,
  { api, limitBytes }: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const { headSha, diffUrl, subject } = compared;
  const requested = new Set([paths.previousPath ?? paths.path, paths.path]);
  const url = [diffUrl, ...[...requested].map((path) => `path=${encode(path)}`)].join('&');
  const response = await api.readText({ url, subject, limitBytes, accept: 'text/plain' }, access);
  switch (response.kind) {
    case 'unread':
      return response.status === tookTooLong ? { kind: 'too_large' } : response.outcome;
    case 'too_large':
      return response;
    case 'text': {
      const part = await findPartOfDiff(response.text, paths);
      return part ? toFileDiff(part, headSha, limitBytes) : { kind: 'no_file' };
    }
  }
}

/** A file at a commit or branch; null when there is none. */
export async function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  if (!isFilePath(path)) return { kind: 'read', value: null };
  const hash = await findHash(repository, ref, api, access);
  if (hash.kind === 'unread') return hash;
  if (hash.value === null) return { kind: 'read', value: null };
  const at = `src/${encode(hash.value)}/${encodePath(path)}`;
  const url = `${toRepositoryApiUrl(repository, api)}/${at}`;
  const file = await readFileText({ repository, path, url }, api, access);
  return file.kind === 'read' && isFolder(file.value, path) ? { kind: 'read', value: null } : file;
}

/** Null when there is no such branch. */
async function findHash(
  repository: RepositoryReference,
  ref: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string | null>> {
  if (isCommitSha(ref)) return { kind: 'read', value: ref };
  const branch = await readBranchHash(repository, ref, api, access);
  if (branch.kind === 'read' || branch.status !== 404) return branch;
  // For a deleted branch, `ref` may be an abbreviated hash.
  return { kind: 'read', value: /^[0-9a-f]{7,39}$/.test(ref) ? ref : null };
}

/** For a folder, Bitbucket returns a list of the files in it. */
function isFolder(file: FileText | null, path: string): boolean {
  if (file?.kind !== 'text' || !file.text.startsWith('{')) return false;
  const { values } = toFields(parseJson(Buffer.from(file.text))) ?? {};
  const paths = parseList(values, (entry) => findText(toFields(entry), 'path')) ?? [];
  return paths.length > 0 && paths.every((below) => below.startsWith(`${path}/`));
}
