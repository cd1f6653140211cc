import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { type FileText, readFileText } from '../diff/file-text.ts';
import type { Access, FileRequest } from '../forge.ts';
import { encode } from '../parsing/text.ts';
import { toProjectId } from './repository-name.ts';

/** A file at a commit or branch; null when there is none. */
export function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  const files = `${api.baseUrl}/projects/${toProjectId(repository)}/repository/files`;
  const url = `${files}/${encode(path)}/raw?ref=${encode(ref)}`;
  return readFileText({ repository, path, url }, api, access);
}
