import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access, FileOutcome, FileRequest } from '../forge.ts';
import type { RememberedRepositories } from '../lookup/repositories.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';

/** What a file that is there holds. */
export type FileText = Extract<FileOutcome, { kind: 'text' | 'binary' | 'too_large' }>;

/** Where a forge has a file, which is asked for only when git could have such a path. */
interface FileAddress extends Pick<FileRequest, 'repository' | 'path'> {
  url: string;
  /** Anything if not said. */
  accept?: string;
}

/** How an adapter reads a file at a commit or branch; null when there is none. */
export type ReadFile<Api> = (
  request: FileRequest,
  api: Api,
  access: Access,
) => Promise<MaybeRead<FileText | null>>;

/** A larger file is not read: nobody looks at it line by line. */
export const mostFileBytes = 2 * 1024 * 1024;

/** Text, unless git would call it binary. */
export function toFileText(bytes: Buffer): FileText {
  if (bytes.length > mostFileBytes) return { kind: 'too_large' };
  return isBinary(bytes) ? { kind: 'binary' } : { kind: 'text', text: bytes.toString('utf8') };
}

/** As git decides it: a NUL among the first bytes. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

/** Whether git could have such a path; nothing else is asked for. */
export function isFilePath(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** GET of a file as it is; null when there is none. */
export async function readFileText(
  { repository, path, url, accept = '*/*' }: FileAddress,
  api: Pick<ForgeApi, 'readBytes'>,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  if (!isFilePath(path)) return { kind: 'read', value: null };
  const subject = `${toPlainText(path, 200)} in ${toFullName(repository)}`;
  const answer = await api.readBytes({ url, subject, accept, limitBytes: mostFileBytes }, access);
  switch (answer.kind) {
    case 'bytes':
      return { kind: 'read', value: toFileText(answer.bytes) };
    case 'too_large':
      return { kind: 'read', value: answer };
    case 'unread':
      return answer.status === 404 ? { kind: 'read', value: null } : answer;
  }
}

/**
 * A file as the adapter's `readFile` reads it. What is not found is no file there, as long as the
 * token can read the repository: one that lost its access sees the same 404 (S9).
 */
export async function fetchFileFrom<Api>(
  request: FileRequest,
  readFile: ReadFile<Api>,
  source: { api: Api; repositories: Pick<RememberedRepositories<unknown>, 'read'> },
  access: Access,
): Promise<FileOutcome> {
  const file = await readFile(request, source.api, access);
  if (file.kind === 'unread') return file.outcome;
  if (file.value !== null) return file.value;
  const repository = await source.repositories.read(request.repository, access);
  return repository.kind === 'unread' ? repository.outcome : { kind: 'no_file' };
}
