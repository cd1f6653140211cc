import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Read, Unread } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import type { FoundDiff, Sides } from '../diff/file-diff.ts';
import { toFilePatch } from '../diff/file-diff.ts';
import type { Access, DiffFile } from '../forge.ts';
import { findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { parseBranchSha, parseFile } from './answers.ts';

/** Two revisions of a repository. */
export interface Revisions {
  repository: RepositoryReference;
  base: string;
  head: string;
}

/** What the head changed since it left the base. */
interface Comparison {
  mergeBase: string;
  files: ListedFile[];
}

/** A changed file of a list. */
export interface ListedFile extends DiffFile {
  /** The hunks alone; null where there are none or GitHub leaves out what is too large. */
  hunks: string | null;
}

/** GitHub lists no more files of a comparison. */
export const mostComparedFiles = 300;

const comparisonReading: Reading<Comparison> = {
  shape: 'comparison/1',
  parse: (body) => {
    const mergeBase = parseMergeBase(body);
    const files = parseList(toFields(body)?.files, parseListedFile);
    return mergeBase === undefined || !files ? undefined : { mergeBase, files };
  },
  isCovered: () => false,
};
const mergeBaseReading: Reading<string> = {
  shape: 'merge-base/1',
  parse: parseMergeBase,
  isCovered: () => false,
};
const branchReading: Reading<string> = { shape: 'branch-sha/1', parse: parseBranchSha };

export function readComparison(
  revisions: Revisions,
  subject: string,
  api: ForgeApi,
  access: Access,
): Promise<Read<Comparison> | Unread> {
  const url = toComparisonUrl(revisions, api);
  return api.read({ url, subject, reading: comparisonReading }, access);
}

/** The commit where the head left the base. */
export function readMergeBase(
  revisions: Revisions,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string>> {
  // Only the first page contains the files, which are not needed here.
  const url = `${toComparisonUrl(revisions, api)}?per_page=1&page=2`;
  const subject = `the base of a diff of ${toFullName(revisions.repository)}`;
  return api.read({ url, subject, reading: mergeBaseReading }, access);
}

export function toComparisonUrl(
  { repository, base, head }: Revisions,
  api: Pick<ForgeApi, 'baseUrl'>,
): string {
  const compared = `${encode(base)}...${encode(head)}`;
  return `${api.baseUrl}/repos/${toFullName(repository)}/compare/${compared}`;
}

/** The commit of a branch; null when it cannot be read, because a diff does not depend on it. */
export async function readHeadSha(
  repository: RepositoryReference,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<string | null> {
  const url = `${api.baseUrl}/repos/${toFullName(repository)}/branches/${encode(branch)}`;
  const subject = toBranchSubject(repository, branch);
  const answer = await api.read({ url, subject, reading: branchReading }, access);
  return answer.kind === 'read' ? answer.value : null;
}

function parseMergeBase(body: unknown): string | undefined {
  return findText(findFields(toFields(body), 'merge_base_commit'), 'sha');
}

export function parseListedFile(body: unknown): ListedFile | undefined {
  const file = parseFile(body);
  return file && { ...file, hunks: findText(toFields(body), 'patch') ?? null };
}

/** The diff of a listed file; undefined where the contents of both sides are needed for it. */
export function findListedDiff(file: ListedFile): FoundDiff | undefined {
  const { hunks, additions, deletions, status } = file;
  if (hunks !== null) return toDiff(file, hunks);
  // GitHub left out hunks that are too large.
  if (additions + deletions > 0) return undefined;
  // Changed without a changed line: either the mode, or a file that is not text.
  if (file.binary && status === 'modified') return undefined;
  return toDiff(file, '');
}

/**
 * The diff of a listed file whose sides show no change: GitHub counts lines that we cannot show, or
 * only the mode changed.
 */
export function toDiffWithoutHunks(file: ListedFile, [before, after]: Sides): FoundDiff {
  if (file.additions + file.deletions > 0) return { kind: 'too_large' };
  const isText = before !== null || after !== null;
  return toDiff({ ...file, binary: file.binary && !isText }, '');
}

function toDiff(file: ListedFile, hunks: string): FoundDiff {
  const { path, previousPath, status, binary } = file;
  const diff = toFilePatch({ path, previousPath, status, binary, hunks });
  return { kind: 'found', diff, binary };
}
