import { type AdapterApiOptions, createForgeApi, type ForgeApi } from '../client/forge-api.ts';

const oauthPrefix = 'oauth2:';

/** GitLab's REST API. */
export function createGitLabApi(options: AdapterApiOptions): ForgeApi {
  return createForgeApi({ ...options, toHeaders: toTokenHeaders });
}

/** What git sends. GitLab looks at the password alone, whatever kind of token that is. */
export function toGitCredential(token: string): { username: string; password: string } {
  return { username: 'oauth2', password: toBareToken(token) };
}

/** OAuth tokens have a header of their own: 64 hexadecimal digits, or named so by `oauth2:`. */
function toTokenHeaders(token: string): Record<string, string> {
  const isOauth = token.startsWith(oauthPrefix) || /^[0-9a-f]{64}$/i.test(token);
  const bare = toBareToken(token);
  return isOauth ? { authorization: `Bearer ${bare}` } : { 'private-token': bare };
}

function toBareToken(token: string): string {
  return token.startsWith(oauthPrefix) ? token.slice(oauthPrefix.length) : token;
}
