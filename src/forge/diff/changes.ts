import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { MaybeRead, Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access, DiffFile, DiffOutcome, DiffRequest } from '../forge.ts';
import type { RememberedRepositories } from '../lookup/repositories.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { maxDiffFiles, readDiffFiles } from './parse-files.ts';

/** The diff and its files, or only the files when the diff is over the limit. */
export interface Changes {
  kind: 'read';
  files: DiffFile[];
  diff: string;
  truncated: boolean;
  filesAtLeast: boolean;
}

/** A complete diff and its files; only its files, when there are more than can be listed. */
export async function toWholeChanges(diff: string): Promise<Changes> {
  const files = await readDiffFiles(diff);
  if (files.length >= maxDiffFiles) return toTruncatedChanges(files, true);
  return { kind: 'read', files, diff, truncated: false, filesAtLeast: false };
}

/** The changes of the default branch against itself. */
export const noChanges: Changes = {
  kind: 'read',
  files: [],
  diff: '',
  truncated: false,
  filesAtLeast: false,
};

/** Only the files of a diff over the limit; `filesAtLeast` when the forge does not list all of them. */
export function toTruncatedChanges(files: DiffFile[], filesAtLeast = false): Changes {
  const isCut = files.length > maxDiffFiles;
  const listed = isCut ? files.slice(0, maxDiffFiles) : files;
  return {
    kind: 'read',
    files: listed,
    diff: '',
    truncated: true,
    filesAtLeast: filesAtLeast || isCut,
  };
}

/**
 * A diff with fewer files than the forge itself counts is not whole: it is shown as truncated, and
 * without any file as a failure, because it would look like no changes.
 */
export function checkFileCount(
  changes: Changes | Unread,
  changedFiles: number | null,
  subject: string,
): Changes | Unread {
  if (changes.kind === 'unread' || changedFiles === null) return changes;
  if (changes.filesAtLeast || changes.files.length >= changedFiles) return changes;
  if (changes.files.length > 0) return toTruncatedChanges(changes.files, true);
  const message =
    `The forge counts ${changedFiles} changed files in ${subject}, but its diff is empty. ` +
    'It may still be preparing the diff: try again in a minute, or open the page of the forge.';
  return { kind: 'unread', status: undefined, outcome: toFailed('unavailable', message) };
}

/** An empty diff means no changes only if the forge's list of files is empty as well. */
export async function confirmEmpty(
  changes: Changes,
  listFiles: () => Promise<Changes | Unread>,
): Promise<Changes | Unread> {
  if (changes.files.length > 0) return changes;
  const listed = await listFiles();
  return listed.kind === 'unread' || listed.files.length > 0 ? listed : changes;
}

/** A changed file whose line counts are unknown. */
export function toUncountedFile(
  path: string,
  status: DiffFile['status'],
  previousPath: string | null = null,
): DiffFile {
  return { path, previousPath, status, additions: 0, deletions: 0, binary: false };
}

/** Whether the text is a git diff, and not an HTML page or an error. */
export function isDiff(text: string): boolean {
  return text === '' || text.startsWith('diff ');
}

/** Without a pull request, `pullRequestUrl` is null. */
export function toDiffOutcome(
  changes: Changes | Unread,
  pullRequestUrl: string | null,
  headSha: string | null,
): DiffOutcome {
  if (changes.kind === 'unread') return changes.outcome;
  return { ...changes, kind: 'diff', pullRequestUrl, headSha };
}

/** The repository of a branch and the default branch to compare with. */
interface Base<Repository> {
  repository: Repository;
  defaultBranch: string;
}

/** Finds the base of a branch; null for the default branch itself. */
export async function findBase<
  Repository extends RepositoryReference & { defaultBranch: string | null },
>(
  { repository: requested, branch }: Pick<DiffRequest, 'repository' | 'branch'>,
  repositories: Pick<RememberedRepositories<Repository>, 'find'>,
  access: Access,
): Promise<MaybeRead<Base<Repository> | null>> {
  const found = await repositories.find(requested, access);
  if (found.kind === 'unread') return found;
  const { value: repository } = found;
  const { defaultBranch } = repository;
  if (defaultBranch === null) {
    return { kind: 'unread', status: undefined, outcome: failWithoutDefaultBranch(repository) };
  }
  return { kind: 'read', value: defaultBranch === branch ? null : { repository, defaultBranch } };
}

function failWithoutDefaultBranch(repository: RepositoryReference) {
  const message = `${toFullName(repository)} has no default branch to compare with.`;
  return toFailed('malformed', message);
}
