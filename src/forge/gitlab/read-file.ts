import { encode } from '../encode.ts';
import { type FileText, isFilePath, readFileText } from '../file-text.ts';
import type { Access, FileRequest } from '../forge.ts';
import type { ForgeApi, MaybeRead } from '../forge-api.ts';
import { toPlainText } from '../plain-text.ts';
import { toFullName } from '../repository-identity.ts';
import { toProjectId } from './repository-name.ts';

/** A file at a commit or branch; null when there is none. */
export async function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  if (!isFilePath(path)) return { kind: 'read', value: null };
  const files = `${api.baseUrl}/projects/${toProjectId(repository)}/repository/files`;
  const url = `${files}/${encode(path)}/raw?ref=${encode(ref)}`;
  const subject = `${toPlainText(path, 200)} in ${toFullName(repository)}`;
  return readFileText({ url, subject, accept: '*/*' }, api, access);
}
