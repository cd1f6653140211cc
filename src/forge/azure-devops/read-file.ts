import type { MaybeRead } from '../client/forge-api.ts';
import { type FileText, readFileText } from '../diff/file-text.ts';
import type { Access, FileRequest } from '../forge.ts';
import { isCommitSha } from '../parsing/text.ts';
import { type AzureDevOpsApi, toRepositoryPath } from './api.ts';
import { toOwnerParts } from './repository-name.ts';

/** A file at a commit or branch; null when there is none. */
export function readFile(
  { repository, ref, path }: FileRequest,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  const { organization } = toOwnerParts(repository);
  const url = api.toUrl(organization, `${toRepositoryPath(repository)}/items`, {
    path: `/${path}`,
    'versionDescriptor.versionType': isCommitSha(ref) ? 'commit' : 'branch',
    'versionDescriptor.version': ref,
    $format: 'octetStream',
  });
  const accept = 'application/octet-stream';
  return readFileText({ repository, path, url, accept }, api, access);
}
