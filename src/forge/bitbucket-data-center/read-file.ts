import { toBranchRef } from '../branch-ref.ts';
import { isCommitSha } from '../commit-sha.ts';
import { encode, encodePath } from '../encode.ts';
import { type FileText, isFilePath, readFileText } from '../file-text.ts';
import type { Access, FileRequest } from '../forge.ts';
import type { ForgeApi, MaybeRead } from '../forge-api.ts';
import { toPlainText } from '../plain-text.ts';
import { toFullName } from '../repository-identity.ts';
import { toRepositoryApiUrl } from './api.ts';

/** A file at a commit or branch; null when there is none. */
export async function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  if (!isFilePath(path)) return { kind: 'read', value: null };
  // A branch by its whole reference: a tag may have the same name.
  const at = isCommitSha(ref) ? ref : toBranchRef(ref);
  const url = `${toRepositoryApiUrl(repository, api)}/raw/${encodePath(path)}?at=${encode(at)}`;
  const subject = `${toPlainText(path, 200)} in ${toFullName(repository)}`;
  return readFileText({ url, subject, accept: '*/*' }, api, access);
}
