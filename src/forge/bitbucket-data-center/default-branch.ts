import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { parseBranch } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';

const reading: Reading<string> = {
  shape: 'default-branch/1',
  parse: (body) => parseBranch(toFields(body)),
};

export async function readDefaultBranch(
  repository: RepositoryReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string>> {
  const url = toRepositoryApiUrl(repository, api);
  const subject = `the default branch of ${toFullName(repository)}`;
  const answer = await api.read({ url: `${url}/default-branch`, subject, reading }, access);
  if (answer.kind === 'read' || answer.status !== 404) return answer;
  // Where it was until version 7.
  return api.read({ url: `${url}/branches/default`, subject, reading }, access);
}
