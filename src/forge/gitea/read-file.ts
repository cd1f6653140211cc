import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { type FileText, readFileText } from '../diff/file-text.ts';
import type { Access, FileRequest } from '../forge.ts';
import { encode, encodePath } from '../parsing/text.ts';
import { toRepositoryApiUrl } from './api.ts';

/** A file at a commit or branch; null when there is none. */
export function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  const at = `raw/${encodePath(path)}?ref=${encode(ref)}`;
  const url = `${toRepositoryApiUrl(repository, api)}/${at}`;
  return readFileText({ repository, path, url }, api, access);
}
