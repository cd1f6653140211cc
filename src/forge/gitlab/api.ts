import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findNextUrl } from '../client/conditional-client.ts';
import { type AdapterApiDeps, createForgeApi, type ForgeApi } from '../client/forge-api.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';

const oauthPrefix = 'oauth2:';

/** GitLab's REST API. */
export function createGitLabApi(options: AdapterApiDeps): ForgeApi {
  return createForgeApi({ ...options, toHeaders: toTokenHeaders });
}

/** The credential for git. GitLab checks only the password, whatever the kind of token. */
export function toGitCredential(token: string): { username: string; password: string } {
  return { username: 'oauth2', password: toBareToken(token) };
}

/** OAuth tokens need another header: they are 64 hexadecimal digits, or prefixed with `oauth2:`. */
function toTokenHeaders(token: string): Record<string, string> {
  const isOauth = token.startsWith(oauthPrefix) || /^[0-9a-f]{64}$/i.test(token);
  const bare = toBareToken(token);
  return isOauth ? { authorization: `Bearer ${bare}` } : { 'private-token': bare };
}

function toBareToken(token: string): string {
  return token.startsWith(oauthPrefix) ? token.slice(oauthPrefix.length) : token;
}

export function toProjectApiUrl(
  repository: RepositoryReference,
  { baseUrl }: Pick<ForgeApi, 'baseUrl'>,
): string {
  return `${baseUrl}/projects/${toProjectId(repository)}`;
}

/** The full path of a project, encoded as the single path segment that the API expects. */
export function toProjectId(repository: RepositoryReference): string {
  return encode(toFullName(repository));
}

export const pageSize = 100;

/**
 * A full last page does not change when another page is added after it, so its validator must not
 * be kept: it would hide that page for good.
 */
export function isPageCovered(items: readonly unknown[], nextUrl: string | undefined): boolean {
  return nextUrl !== undefined || items.length < pageSize;
}

/**
 * The next page of a list, preferably by its number: behind a proxy, GitLab's `Link` header may
 * name an address other than the one the request used.
 */
export function findNextPage(_body: unknown, headers: Headers, url: string): string | undefined {
  const page = headers.get('x-next-page')?.trim();
  if (page === undefined) return findNextUrl(headers.get('link'), url);
  if (!/^[1-9]\d{0,8}$/.test(page)) return undefined;
  const next = new URL(url);
  next.searchParams.set('page', page);
  return next.href;
}
