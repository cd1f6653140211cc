import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { type FileText, readFileText } from '../diff/file-text.ts';
import type { Access, FileRequest } from '../forge.ts';
import { encode, encodePath, isCommitSha, toBranchRef } from '../parsing/text.ts';
import { toRepositoryApiUrl } from './api.ts';

/** A file at a commit or branch; null when there is none. */
export function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  // A branch by its whole reference: a tag may have the same name.
  const at = isCommitSha(ref) ? ref : toBranchRef(ref);
  const url = `${toRepositoryApiUrl(repository, api)}/raw/${encodePath(path)}?at=${encode(at)}`;
  return readFileText({ repository, path, url }, api, access);
}
