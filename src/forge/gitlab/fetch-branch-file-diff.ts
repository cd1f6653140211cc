import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { findDiffOfSides, readSides, toFileDiff } from '../diff/file-diff.ts';
import type { Access, FileDiffOutcome, FileDiffRequest } from '../forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { encode } from '../parsing/text.ts';
import { findPiece, toPieceDiff } from './diff-pieces.ts';
import { type ComparedBranch, compareBranch, toRepositoryApiUrl } from './fetch-branch-diff.ts';
import { readFile } from './read-file.ts';
import type { Repositories } from './repositories.ts';

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
