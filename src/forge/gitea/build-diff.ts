import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Unread } from '../client/forge-api.ts';
import {
  type Changes,
  toTruncatedChanges,
  toUncountedFile,
  toWholeChanges,
} from '../diff/changes.ts';
import { toFilePatch, toTextHunks } from '../diff/file-diff.ts';
import { isBinary } from '../diff/file-text.ts';
import { readDiffFiles } from '../diff/parse-files.ts';
import type { Access, DiffFile } from '../forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, encodePath, toPlainText } from '../parsing/text.ts';
import { toRepositoryApiUrl } from './api.ts';
import type { Comparison } from './compare.ts';

type FileChange =
  | { kind: 'unchanged' }
  | { kind: 'changed'; path: string; diff: string }
  /** The file changed, but Gitea does not send its content, or the change is too long. */
  | { kind: 'hidden'; file: DiffFile };

// Each file takes two requests.
const mostFiles = 150;

/** Builds the diff from the content of the files, where Gitea can only compare commits. */
export async function buildDiff(
  repository: RepositoryReference,
  comparison: Comparison,
  deps: { api: ForgeApi; limitBytes: number },
  access: Access,
): Promise<Changes | Unread> {
  const { paths } = comparison;
  if (paths.length > mostFiles) return toTruncatedChanges(paths.map(toTouchedFile));
  let size = 0;
  const changes: FileChange[] = [];
  for (const path of paths) {
    const change = await readChange(repository, path, comparison, deps, access);
    if (change.kind === 'unread') return change;
    changes.push(change);
    size += change.kind === 'changed' ? Buffer.byteLength(change.diff) : 0;
  }
  const files = (await Promise.all(changes.map(listFiles))).flat();
  if (size > deps.limitBytes || changes.some(({ kind }) => kind === 'hidden')) {
    return toTruncatedChanges(files);
  }
  return toWholeChanges(changes.map(toDiff).join(''));
}

export async function readChange(
  repository: RepositoryReference,
  path: string,
  { baseSha, headSha }: Comparison,
  { api, limitBytes }: { api: ForgeApi; limitBytes: number },
  access: Access,
): Promise<FileChange | Unread> {
  const [before, after] = await Promise.all(
    [baseSha, headSha].map((sha) => readContent(repository, { path, sha }, api, access)),
  );
  if (before?.kind !== 'read') return before ?? { kind: 'unchanged' };
  if (after?.kind !== 'read') return after ?? { kind: 'unchanged' };
  return toChange(path, before.value, after.value, limitBytes);
}

async function toChange(
  path: string,
  before: Content | null,
  after: Content | null,
  limitBytes: number,
): Promise<FileChange> {
  if (before?.sha === after?.sha) return { kind: 'unchanged' };
  const isHidden = before?.content === null || after?.content === null;
  const diff = isHidden
    ? undefined
    : await toPatch(path, toBytes(before), toBytes(after), limitBytes);
  return diff === undefined
    ? { kind: 'hidden', file: toUncountedFile(path, toStatus(before, after)) }
    : { kind: 'changed', path, diff };
}

function toBytes(version: Content | null): Buffer | null {
  return version && Buffer.from(version.content ?? '', 'base64');
}

async function listFiles(change: FileChange): Promise<DiffFile[]> {
  switch (change.kind) {
    case 'unchanged':
      return [];
    case 'changed':
      return readDiffFiles(change.diff);
    case 'hidden':
      return [change.file];
  }
}

/** Empty if the file did not change or is hidden. */
export function toDiff(change: FileChange): string {
  return change.kind === 'changed' ? change.diff : '';
}

/** Commits list the paths they touched, but not how these changed. */
export function toTouchedFile(path: string): DiffFile {
  return toUncountedFile(path, 'changed');
}

/**
 * The part of a unified diff for one file; undefined when it is too long. A side is null if the file does
 * not exist there.
 */
async function toPatch(
  path: string,
  before: Buffer | null,
  after: Buffer | null,
  limitBytes: number,
): Promise<string | undefined> {
  const binary = [before, after].some((side) => side !== null && isBinary(side));
  const hunks = binary ? '' : await toTextHunks(toText(before), toText(after), limitBytes);
  if (hunks === undefined) return undefined;
  return toFilePatch({
    path,
    previousPath: null,
    status: toStatus(before, after),
    binary,
    hunks,
  });
}

function toStatus(before: unknown, after: unknown): DiffFile['status'] {
  if (before === null) return 'added';
  return after === null ? 'deleted' : 'modified';
}

function toText(content: Buffer | null): string {
  return content?.toString('utf8') ?? '';
}

/** A file at one commit. */
interface Content {
  sha: string;
  /** In base64; null if Gitea omits it because the file is large. */
  content: string | null;
}

const reading: Reading<Content> = { shape: 'file/1', parse: parseContent };

/** Null if the file does not exist at that commit. */
async function readContent(
  repository: RepositoryReference,
  { path, sha }: { path: string; sha: string },
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Content | null>> {
  const at = `contents/${encodePath(path)}?ref=${encode(sha)}`;
  const url = `${toRepositoryApiUrl(repository, api)}/${at}`;
  const subject = `${toPlainText(path, 200)} in ${toFullName(repository)}`;
  const answer = await api.read({ url, subject, reading }, access);
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
