import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Unread } from '../client/forge-api.ts';
import {
  type Changes,
  toTruncatedChanges,
  toUncountedFile,
  toWholeChanges,
} from '../diff/changes.ts';
import { toFilePatch, toTextHunks } from '../diff/file-patch.ts';
import { isBinary } from '../diff/file-text.ts';
import { parseDiffFiles } from '../diff/parse-files.ts';
import type { Access, DiffFile } from '../forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, encodePath, toPlainText } from '../parsing/text.ts';
import { toRepositoryApiUrl } from './api.ts';
import type { Comparison } from './compare.ts';

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

/** A file as it is at one commit. */
interface Content {
  sha: string;
  /** In base 64; null when Gitea leaves it out, as it does with large ones. */
  content: string | null;
}

const contentReading: Reading<Content> = { shape: 'file/1', parse: parseContent };

/** Null when there is no such file at that commit. */
async function readContent(
  repository: RepositoryReference,
  { path, sha }: { path: string; sha: string },
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Content | null>> {
  const at = `contents/${encodePath(path)}?ref=${encode(sha)}`;
  const url = `${toRepositoryApiUrl(repository, api)}/${at}`;
  const subject = `${toPlainText(path, 200)} in ${toFullName(repository)}`;
  const answer = await api.read({ url, subject, reading: contentReading }, access);
  if (answer.kind === 'unread' && answer.status === 404) return { kind: 'read', value: null };
  return answer;
}

export function parseContent(body: unknown): Content | undefined {
  const fields = toFields(body);
  const sha = findText(fields, 'sha');
  if (sha === undefined) return undefined;
  switch (findText(fields, 'type') ?? '') {
    case 'file':
      return { sha, content: findText(fields, 'content') ?? null };
    case 'symlink':
      return { sha, content: toBase64(findText(fields, 'target') ?? '') };
    case 'submodule':
      return { sha, content: toBase64(`Subproject commit ${sha}\n`) };
    default:
      return undefined;
  }
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** One file's part of a unified diff, as git writes it; null where there is no such side. */
function toPatch(path: string, before: Buffer | null, after: Buffer | null): string {
  const binary = [before, after].some((side) => side !== null && isBinary(side));
  return toFilePatch({
    path,
    previousPath: null,
    status: toStatus(before, after),
    binary,
    hunks: binary ? '' : toTextHunks(toText(before), toText(after)),
  });
}

/** By the side that is not there. */
function toStatus(before: unknown, after: unknown): DiffFile['status'] {
  if (before === null) return 'added';
  return after === null ? 'deleted' : 'modified';
}

function toText(content: Buffer | null): string {
  return content?.toString('utf8') ?? '';
}
