import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access, FileOutcome, FileRequest } from '../forge.ts';
import type { RememberedRepositories } from '../lookup/repositories.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';

/** The content of an existing file. */
export type FileText = Extract<FileOutcome, { kind: 'text' | 'binary' | 'too_large' }>;

/** The URL of a file. It is requested only when git allows its path. */
interface FileAddress extends Pick<FileRequest, 'repository' | 'path'> {
  url: string;
  /** Default: any type. */
  accept?: string;
}

/** Reads a file at a commit or branch; null when there is no such file. */
export type ReadFile<Api> = (
  request: FileRequest,
  api: Api,
  access: Access,
) => Promise<MaybeRead<FileText | null>>;

/** Larger files are not fetched. */
export const maxFileBytes = 2 * 1024 * 1024;

/** Classifies content as text or binary like git does. */
export function toFileText(bytes: Buffer): FileText {
  if (bytes.length > maxFileBytes) return { kind: 'too_large' };
  return isBinary(bytes)
    ? { kind: 'binary', bytes }
    : { kind: 'text', text: bytes.toString('utf8') };
}

/** Git's rule: a NUL among the first bytes. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

/** Whether git allows the path. */
export function isFilePath(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** GETs a file unchanged; null when there is no such file. */
export async function readFileText(
  { repository, path, url, accept = '*/*' }: FileAddress,
  api: Pick<ForgeApi, 'readBytes'>,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  if (!isFilePath(path)) return { kind: 'read', value: null };
  const subject = `${toPlainText(path, 200)} in ${toFullName(repository)}`;
  const result = await api.readBytes({ url, subject, accept, limitBytes: maxFileBytes }, access);
  switch (result.kind) {
    case 'bytes':
      return { kind: 'read', value: toFileText(result.bytes) };
    case 'too_large':
      return { kind: 'read', value: result };
    case 'unread':
      return result.status === 404 ? { kind: 'read', value: null } : result;
  }
}

/**
 * Fetches a file with the adapter's `readFile`. A 404 means that there is no such file only if the
 * token can read the repository: without access it gets the same 404 (S9).
 */
export async function fetchFileFrom<Api>(
  request: FileRequest,
  readFile: ReadFile<Api>,
  deps: { api: Api; repositories: Pick<RememberedRepositories<unknown>, 'read'> },
  access: Access,
): Promise<FileOutcome> {
  const file = await readFile(request, deps.api, access);
  if (file.kind === 'unread') return file.outcome;
  if (file.value !== null) return file.value;
  const repository = await deps.repositories.read(request.repository, access);
  return repository.kind === 'unread' ? repository.outcome : { kind: 'no_file' };
}
