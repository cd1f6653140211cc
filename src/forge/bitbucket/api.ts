import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findTokenPair, toBasicOrBearer } from '../client/authorization.ts';
import { type AdapterApiOptions, createForgeApi, type ForgeApi } from '../client/forge-api.ts';
import { toFullName } from '../parsing/repository-identity.ts';

/** Bitbucket Cloud's REST API 2.0. */
export function createBitbucketApi(options: AdapterApiOptions): ForgeApi {
  return createForgeApi({
    ...options,
    toHeaders: (token) => ({ authorization: toBasicOrBearer(token) }),
  });
}

/** What git sends: `user:password`, `email:api-token`, or an access token alone. */
export function toGitCredential(token: string): { username: string; password: string } {
  const pair = findTokenPair(token);
  if (!pair) return { username: 'x-token-auth', password: token };
  // Git over HTTPS knows accounts by user name, and takes an API token without one.
  const isEmail = pair.user.includes('@');
  return {
    username: isEmail ? 'x-bitbucket-api-token-auth' : pair.user,
    password: pair.password,
  };
}

/** Where everything of a repository lies. */
export function toRepositoryApiUrl(repository: RepositoryReference, api: ForgeApi): string {
  return `${api.baseUrl}/repositories/${toFullName(repository)}`;
}
