import type { Unread } from '../client/forge-api.ts';
import type { DiffFile, DiffOutcome } from '../forge.ts';
import { parseDiffFiles } from './parse-files.ts';

/** What changed: the diff with its files, or the files alone when the diff is beyond the cap. */
export interface Changes {
  kind: 'read';
  files: DiffFile[];
  diff: string;
  truncated: boolean;
}

/** What a branch changed that is the one it is compared with. */
export const noChanges: Changes = { kind: 'read', files: [], diff: '', truncated: false };

/** A whole diff, with the files that it tells of. */
export function toWholeChanges(diff: string): Changes {
  return { kind: 'read', files: parseDiffFiles(diff), diff, truncated: false };
}

/** A diff that is shown by its files only. */
export function toTruncatedChanges(files: DiffFile[]): Changes {
  return { kind: 'read', files, diff: '', truncated: true };
}

/** A changed file of which nobody tells how many lines changed. */
export function toUncountedFile(
  path: string,
  status: DiffFile['status'],
  previousPath: string | null = null,
): DiffFile {
  return { path, previousPath, status, additions: 0, deletions: 0, binary: false };
}

/** Whether it is what git prints, and not a page or an answer of another kind. */
export function isDiff(text: string): boolean {
  return text === '' || text.startsWith('diff ');
}

/** The answer to a request for a diff; the address is null for that of a branch alone. */
export function toDiffOutcome(
  changes: Changes | Unread,
  pullRequestUrl: string | null,
  headSha: string | null,
): DiffOutcome {
  if (changes.kind === 'unread') return changes.outcome;
  return { ...changes, kind: 'diff', pullRequestUrl, headSha };
}
