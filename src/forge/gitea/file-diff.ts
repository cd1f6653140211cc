import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import {
  type FilePaths,
  type FoundDiff,
  findDiffOfSides,
  findPartOfDiff,
  readSides,
  toFileDiff,
} from '../diff/file-diff.ts';
import { type FileText, readFileText } from '../diff/file-text.ts';
import type {
  Access,
  FileDiffOutcome,
  FileDiffRequest,
  FileRequest,
  PullRequestReference,
} from '../forge.ts';
import { encode, encodePath } from '../parsing/text.ts';
import { toRepositoryApiUrl } from './api.ts';
import { readChange, toDiff } from './build-diff.ts';
import {
  type ComparedBranch,
  type Comparison,
  compareBranch,
  readComparedText,
  readComparison,
} from './compare.ts';
import { type DiffDeps, readWholeDiff } from './diff.ts';
import { readPullRequest } from './pull-requests.ts';

/** One file of a pull request. Gitea can only send the whole diff, so both sides are read first. */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const { api, limitBytes } = deps;
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { mergeBase, head } = read.value;
  if (mergeBase !== null && head.sha !== null) {
    // The target repository also has the commits of a fork.
    const { repository } = reference;
    const versions = { baseSha: mergeBase, headSha: head.sha };
    const sides = await readSides(paths, versions, (ref, path) =>
      readFile({ repository, ref, path }, api, access),
    );
    if (sides.kind === 'unread') return sides.outcome;
    const diff = await findDiffOfSides(paths, sides.value, limitBytes);
    if (diff) return toFileDiff(diff, head.sha, limitBytes);
  }
  // A change of mode or a submodule: only the diff shows it.
  const whole = await readWholeDiff(reference, deps, access);
  if (whole.kind === 'unread') return whole.outcome;
  if (whole.kind === 'too_large') return whole;
  const part = await findPartOfDiff(whole.text, paths);
  return part ? toFileDiff(part, head.sha, limitBytes) : { kind: 'no_file' };
}

/** One file of what a branch changed since it left the default branch of its repository. */
export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const compared = await compareBranch(request, deps, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return { kind: 'no_file' };
  const found = await findDiff(request, compared.value, deps, access);
  if (found.kind === 'unread') return found.outcome;
  if (!found.value) return { kind: 'no_file' };
  return toFileDiff(found.value, compared.value.headSha, deps.limitBytes);
}

async function findDiff(
  request: FileDiffRequest,
  compared: ComparedBranch,
  deps: DiffDeps,
  access: Access,
): Promise<MaybeRead<FoundDiff | undefined>> {
  const text = await readComparedText(compared, deps, access);
  switch (text.kind) {
    case 'unread':
      return text;
    case 'diff':
      return { kind: 'read', value: await findPartOfDiff(text.diff, request) };
    case 'empty':
      return { kind: 'read', value: undefined };
    case 'commits':
      return findDiffByCommits(request, compared, text.comparison, deps, access);
    case 'too_large': {
      const read = await readComparison(compared, deps.api, access);
      if (read.kind === 'unread') return read;
      if (read.value.headSha === null) return { kind: 'read', value: undefined };
      return findDiffByCommits(request, compared, read.value, deps, access);
    }
  }
}

async function findDiffByCommits(
  request: FileDiffRequest,
  { repository }: ComparedBranch,
  comparison: Comparison,
  { api, limitBytes }: DiffDeps,
  access: Access,
): Promise<MaybeRead<FoundDiff | undefined>> {
  if (!comparison.paths.includes(request.path)) return { kind: 'read', value: undefined };
  const sides = await readSides(request, comparison, (ref, path) =>
    readFile({ repository, ref, path }, api, access),
  );
  if (sides.kind === 'unread') return sides;
  const diff = await findDiffOfSides(request, sides.value, limitBytes);
  if (diff || sides.value.some((side) => side !== null)) return { kind: 'read', value: diff };
  // A submodule has no raw file, but content.
  const change = await readChange(
    repository,
    request.path,
    comparison,
    { api, limitBytes },
    access,
  );
  if (change.kind === 'unread') return change;
  return { kind: 'read', value: await findPartOfDiff(toDiff(change), request) };
}

/** A file at a commit or branch; null if it does not exist there. */
export function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  const at = `raw/${encodePath(path)}?ref=${encode(ref)}`;
  const url = `${toRepositoryApiUrl(repository, api)}/${at}`;
  return readFileText({ repository, path, url }, api, access);
}
