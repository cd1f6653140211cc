import type { MaybeRead } from '../client/forge-api.ts';
import {
  type FoundDiff,
  findDiffOfSides,
  findPartOfDiff,
  readSides,
  toFileDiff,
} from '../diff/file-diff.ts';
import type { Access, FileDiffOutcome, FileDiffRequest } from '../forge.ts';
import { readChange, toDiff } from './build-diff.ts';
import type { Comparison } from './comparison.ts';
import {
  type BranchDiffSource,
  type Compared,
  compareBranch,
  readComparedText,
  readComparison,
} from './fetch-branch-diff.ts';
import { readFile } from './read-file.ts';

/** One file of what a branch changed since it left the default branch of its own repository. */
export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  source: BranchDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const compared = await compareBranch(request, source, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return { kind: 'no_file' };
  const found = await findDiff(request, compared.value, source, access);
  if (found.kind === 'unread') return found.outcome;
  if (!found.value) return { kind: 'no_file' };
  return toFileDiff(found.value, compared.value.headSha, source.limitBytes);
}

async function findDiff(
  request: FileDiffRequest,
  compared: Compared,
  source: BranchDiffSource,
  access: Access,
): Promise<MaybeRead<FoundDiff | undefined>> {
  const text = await readComparedText(compared, source, access);
  switch (text.kind) {
    case 'unread':
      return text;
    case 'diff':
      return { kind: 'read', value: findPartOfDiff(text.diff, request) };
    case 'nothing':
      return { kind: 'read', value: undefined };
    case 'commits':
      return findDiffByCommits(request, compared, text.comparison, source, access);
    case 'too_large': {
      const read = await readComparison(compared, source.api, access);
      if (read.kind === 'unread') return read;
      if (read.value.headSha === null) return { kind: 'read', value: undefined };
      return findDiffByCommits(request, compared, read.value, source, access);
    }
  }
}

async function findDiffByCommits(
  request: FileDiffRequest,
  { repository }: Compared,
  comparison: Comparison,
  { api }: BranchDiffSource,
  access: Access,
): Promise<MaybeRead<FoundDiff | undefined>> {
  if (!comparison.paths.includes(request.path)) return { kind: 'read', value: undefined };
  const sides = await readSides(request, comparison, (ref, path) =>
    readFile({ repository, ref, path }, api, access),
  );
  if (sides.kind === 'unread') return sides;
  const diff = findDiffOfSides(request, sides.value);
  if (diff || sides.value.some((side) => side !== null)) return { kind: 'read', value: diff };
  // A submodule is no file.
  const change = await readChange(repository, request.path, comparison, api, access);
  if ('outcome' in change) return change;
  return { kind: 'read', value: findPartOfDiff(toDiff(change), request) };
}
