import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { type FileText, readFileText } from '../diff/file-text.ts';
import type { Access, FileRequest } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, encodePath } from '../parsing/text.ts';
import { rawType } from './api.ts';

/** A file at a commit or branch; null when there is none. GitHub has a limit of its own. */
export async function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  const at = `contents/${encodePath(path)}?ref=${encode(ref)}`;
  const url = `${api.baseUrl}/repos/${toFullName(repository)}/${at}`;
  const read = await readFileText({ repository, path, url, accept: rawType }, api, access);
  const isTooLarge =
    read.kind === 'unread' && read.status === 403 && /too large/i.test(read.said ?? '');
  return isTooLarge ? { kind: 'read', value: { kind: 'too_large' } } : read;
}
