import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { type AdapterApiOptions, createForgeApi, type ForgeApi } from '../client/forge-api.ts';
import { toFullName } from '../parsing/repository-identity.ts';

/** The REST API of Gitea and Forgejo, which both have below `/api/v1`. */
export function createGiteaApi(options: AdapterApiOptions): ForgeApi {
  return createForgeApi({
    ...options,
    toHeaders: (token) => ({ authorization: `token ${token}` }),
  });
}

/** Where everything of a repository lies. */
export function toRepositoryApiUrl(
  repository: RepositoryReference,
  { baseUrl }: Pick<ForgeApi, 'baseUrl'>,
): string {
  return `${baseUrl}/repos/${toFullName(repository)}`;
}
