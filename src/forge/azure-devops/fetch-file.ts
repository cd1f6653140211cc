import { isCommitSha } from '../commit-sha.ts';
import { isFilePath, readFileText, toFileOutcome } from '../file-text.ts';
import type { Access, FileOutcome, FileRequest } from '../forge.ts';
import { toPlainText } from '../plain-text.ts';
import { toFullName } from '../repository-identity.ts';
import { type AzureDevOpsApi, toRepositoryPath } from './api.ts';
import type { Repositories } from './repositories.ts';
import { toOwnerParts } from './repository-name.ts';

/** A file of a branch as it is at one commit. */
export async function fetchFile(
  { repository, ref, path }: FileRequest,
  { api, repositories }: { api: AzureDevOpsApi; repositories: Repositories },
  access: Access,
): Promise<FileOutcome> {
  if (!isFilePath(path)) return { kind: 'no_file' };
  const { organization } = toOwnerParts(repository);
  const url = api.toUrl(organization, `${toRepositoryPath(repository)}/items`, {
    path: `/${path}`,
    'versionDescriptor.versionType': isCommitSha(ref) ? 'commit' : 'branch',
    'versionDescriptor.version': ref,
    $format: 'octetStream',
  });
  const subject = `${toPlainText(path, 200)} in ${toFullName(repository)}`;
  const read = await readFileText(
    { url, subject, accept: 'application/octet-stream' },
    api,
    access,
  );
  return toFileOutcome(read, () => repositories.read(repository, access));
}
