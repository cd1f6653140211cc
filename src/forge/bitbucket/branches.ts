import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import type { Access } from '../forge.ts';
import { encodePath } from '../parsing/text.ts';
import { parseBranchHash } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';

const reading: Reading<string> = { shape: 'bitbucket-branch/1', parse: parseBranchHash };

/** The commit of a branch: in other addresses, names with slashes cannot be told from a path. */
export function readBranchHash(
  repository: RepositoryReference,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<Read<string> | Unread> {
  const url = `${toRepositoryApiUrl(repository, api)}/refs/branches/${encodePath(branch)}`;
  return api.read({ url, subject: toBranchSubject(repository, branch), reading }, access);
}
