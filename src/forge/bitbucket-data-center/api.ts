import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findTokenPair, toBasicOrBearer } from '../client/authorization.ts';
import { type AdapterApiOptions, createForgeApi, type ForgeApi } from '../client/forge-api.ts';

/** The REST API of Bitbucket Data Center, which was called Server and Stash before. */
export function createBitbucketDataCenterApi(options: AdapterApiOptions): ForgeApi {
  return createForgeApi({
    ...options,
    toHeaders: (token) => ({ authorization: toBasicOrBearer(token) }),
  });
}

/** What git sends: a pair as it is, an access token as the password of a user that stands for it. */
export function toGitCredential(token: string): { username: string; password: string } {
  // An HTTP access token holds no colon.
  const pair = findTokenPair(token);
  if (!pair) return { username: 'x-token-auth', password: token };
  return { username: pair.user, password: pair.password };
}

export function toRepositoryApiUrl({ owner, name }: RepositoryReference, api: ForgeApi): string {
  return `${api.baseUrl}/projects/${owner}/repos/${name}`;
}

/** The statuses of builds have an API of their own beside the one that is configured. */
export function toBuildStatusUrl(sha: string, api: ForgeApi): string {
  const installation = api.baseUrl.replace(/\/rest\/api\/[^/]+$/, '');
  return `${installation}/rest/build-status/1.0/commits/${sha}`;
}
