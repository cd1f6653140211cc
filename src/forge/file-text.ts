import type { Access, FileOutcome } from './forge.ts';
import type { ForgeApi, MaybeRead } from './forge-api.ts';

/** What a file that is there holds. */
export type FileText = Extract<FileOutcome, { kind: 'text' | 'binary' | 'too_large' }>;

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

/** Whether git could have such a path; nothing else gets into an address. */
export function isFilePath(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** GET of a file as it is; null when there is none. */
export async function readFileText(
  request: { url: string; subject: string; accept: string },
  api: Pick<ForgeApi, 'readBytes'>,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  const answer = await api.readBytes({ ...request, limitBytes: mostFileBytes }, access);
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
 * What is not found is no file there, as long as the token can read the repository: one that lost
 * its access sees the same 404 (S9).
 */
export async function toFileOutcome(
  read: MaybeRead<FileText | null>,
  readRepository: () => Promise<MaybeRead<unknown>>,
): Promise<FileOutcome> {
  if (read.kind === 'unread') return read.outcome;
  if (read.value !== null) return read.value;
  const repository = await readRepository();
  return repository.kind === 'unread' ? repository.outcome : { kind: 'no_file' };
}
