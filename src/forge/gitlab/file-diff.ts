import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { type FilePaths, findDiffOfSides, readSides, toFileDiff } from '../diff/file-diff.ts';
import { type FileText, readFileText } from '../diff/file-text.ts';
import type {
  Access,
  FileDiffOutcome,
  FileDiffRequest,
  FileRequest,
  PullRequestReference,
} from '../forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { encode } from '../parsing/text.ts';
import { findPiece, listPieces, toPieceDiff } from './changed-files.ts';
import { type ComparedBranch, compareBranch, toRepositoryApiUrl } from './compare.ts';
import type { GitLabDiffSource } from './diff.ts';
import { readPullRequest } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { toProjectId } from './urls.ts';

/**
 * Both sides of the file are two requests. GitLab's list of changes has no way to ask for one, so
 * that it may be a hundred, and leaves out what is large.
 */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  { api, limitBytes }: GitLabDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { baseSha, headSha } = read.value;
  if (baseSha !== null && headSha !== null) {
    // The target has the commits of a fork as well.
    const { repository } = reference;
    const sides = await readSides(paths, { baseSha, headSha }, (ref, path) =>
      readFile({ repository, ref, path }, api, access),
    );
    if (sides.kind === 'unread') return sides.outcome;
    const diff = findDiffOfSides(paths, sides.value);
    if (diff) return toFileDiff(diff, headSha, limitBytes);
  }
  // A mode, a submodule.
  const listed = await listPieces(reference, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const piece = findPiece(listed.value.pieces, paths);
  return piece ? toPieceDiff(piece, headSha, limitBytes) : { kind: 'no_file' };
}

const commitReading: Reading<string> = {
  shape: 'merge-base/1',
  parse: (body) => findText(toFields(body), 'id'),
};

/** One file of what a branch changed since it left the default branch of its own project. */
export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  source: { api: ForgeApi; repositories: Repositories; limitBytes: number },
  access: Access,
): Promise<FileDiffOutcome> {
  const { api, limitBytes } = source;
  const compared = await compareBranch(request, source, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return { kind: 'no_file' };
  const { pieces, repository, headSha } = compared.value;
  const piece = findPiece(pieces, request);
  if (piece && !piece.isLeftOut) return toPieceDiff(piece, headSha, limitBytes);
  if (headSha === null) return { kind: piece ? 'too_large' : 'no_file' };
  const base = await readMergeBase(compared.value, headSha, api, access);
  if (base.kind === 'unread') return base.outcome;
  const versions = { baseSha: base.value, headSha };
  const sides = await readSides(request, versions, (ref, path) =>
    readFile({ repository, ref, path }, api, access),
  );
  if (sides.kind === 'unread') return sides.outcome;
  const diff = findDiffOfSides(request, sides.value);
  return diff ? toFileDiff(diff, headSha, limitBytes) : { kind: 'no_file' };
}

/** Where the branch left the default branch. */
function readMergeBase(
  { repository, defaultBranch, subject }: ComparedBranch,
  headSha: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string>> {
  const query = [defaultBranch, headSha].map((ref) => `refs[]=${encode(ref)}`).join('&');
  const url = `${toRepositoryApiUrl(repository, api)}/merge_base?${query}`;
  return api.read({ url, subject, reading: commitReading }, access);
}

/** A file at a commit or branch; null when there is none. */
export function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  const files = `${api.baseUrl}/projects/${toProjectId(repository)}/repository/files`;
  const url = `${files}/${encode(path)}/raw?ref=${encode(ref)}`;
  return readFileText({ repository, path, url }, api, access);
}
