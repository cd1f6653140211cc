import { findNextUrl } from '../client/conditional-client.ts';
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

export const pageSize = 100;

/**
 * A full last page stays what it is when a further page begins, so that its validator would hide
 * that one for good.
 */
export function isPageCovered(items: readonly unknown[], nextUrl: string | undefined): boolean {
  return nextUrl !== undefined || items.length < pageSize;
}

/**
 * GitLab links its pages by the address it believes to have, which behind a proxy is not always the
 * one it was asked at: the number of the next page goes first.
 */
export function findNextPage(_body: unknown, headers: Headers, url: string): string | undefined {
  const page = headers.get('x-next-page')?.trim();
  if (page === undefined) return findNextUrl(headers.get('link'), url);
  if (!/^[1-9]\d{0,8}$/.test(page)) return undefined;
  const next = new URL(url);
  next.searchParams.set('page', page);
  return next.href;
}
