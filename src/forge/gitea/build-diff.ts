import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { ForgeApi, Unread } from '../client/forge-api.ts';
import {
  type Changes,
  toTruncatedChanges,
  toUncountedFile,
  toWholeChanges,
} from '../diff/changes.ts';
import { parseDiffFiles } from '../diff/parse-files.ts';
import type { Access, DiffFile } from '../forge.ts';
import type { Comparison } from './comparison.ts';
import { type Content, readContent } from './read-content.ts';
import { toPatch, toStatus } from './to-patch.ts';

type FileChange =
  | { kind: 'unchanged' }
  | { kind: 'changed'; path: string; diff: string }
  /** It changed, and how cannot be shown. */
  | { kind: 'hidden'; file: DiffFile };

const concurrency = 4;
// Two requests for each.
const mostFiles = 150;

/** Makes the diff out of the files themselves, for versions of Gitea that compare commits only. */
export async function buildDiff(
  repository: RepositoryReference,
  comparison: Comparison,
  source: { api: ForgeApi; limitBytes: number },
  access: Access,
): Promise<Changes | Unread> {
  const { paths } = comparison;
  if (paths.length > mostFiles) return toTruncatedChanges(paths.map(toTouchedFile));
  let size = 0;
  const changes: FileChange[] = [];
  for (const path of paths) {
    const change = await readChange(repository, path, comparison, source.api, access);
    if ('outcome' in change) return change;
    changes.push(change);
    size += change.kind === 'changed' ? Buffer.byteLength(change.diff) : 0;
  }
  const files = changes.flatMap(toFiles);
  if (size > source.limitBytes || changes.some(({ kind }) => kind === 'hidden')) {
    return toTruncatedChanges(files);
  }
  return toWholeChanges(changes.map(toDiff).join(''));
}

/** What became of one file. */
export async function readChange(
  repository: RepositoryReference,
  path: string,
  { baseSha, headSha }: Comparison,
  api: ForgeApi,
  access: Access,
): Promise<FileChange | Unread> {
  const [before, after] = await mapConcurrently([baseSha, headSha], concurrency, (sha) =>
    readContent(repository, { path, sha }, api, access),
  );
  if (!before || before.kind === 'unread') return before ?? toUnchanged();
  if (!after || after.kind === 'unread') return after ?? toUnchanged();
  return toChange(path, before.value, after.value);
}

function toUnchanged(): FileChange {
  return { kind: 'unchanged' };
}

function toChange(path: string, before: Content | null, after: Content | null): FileChange {
  if (before?.sha === after?.sha) return toUnchanged();
  const isLeftOut = before?.content === null || after?.content === null;
  if (isLeftOut) return { kind: 'hidden', file: toUncountedFile(path, toStatus(before, after)) };
  return { kind: 'changed', path, diff: toPatch(path, toBytes(before), toBytes(after)) };
}

function toBytes(version: Content | null): Buffer | null {
  return version && Buffer.from(version.content ?? '', 'base64');
}

function toFiles(change: FileChange): DiffFile[] {
  switch (change.kind) {
    case 'unchanged':
      return [];
    case 'changed':
      return parseDiffFiles(change.diff);
    case 'hidden':
      return [change.file];
  }
}

/** Empty where there is nothing to show. */
export function toDiff(change: FileChange): string {
  return change.kind === 'changed' ? change.diff : '';
}

/** Gitea tells which files commits touched, and of none of them how. */
export function toTouchedFile(path: string): DiffFile {
  return toUncountedFile(path, 'changed');
}
