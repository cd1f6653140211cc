import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findNextUrl } from '../client/conditional-client.ts';
import { type AdapterApiDeps, createForgeApi, type ForgeApi } from '../client/forge-api.ts';
import { toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';

/** The REST API that Gitea and Forgejo share, below `/api/v1`. */
export function createGiteaApi(options: AdapterApiDeps): ForgeApi {
  return createForgeApi({
    ...options,
    toHeaders: (token) => ({ authorization: `token ${token}` }),
  });
}

export function toRepositoryApiUrl(
  repository: RepositoryReference,
  { baseUrl }: Pick<ForgeApi, 'baseUrl'>,
): string {
  return `${baseUrl}/repos/${toFullName(repository)}`;
}

/** The maximum, unless the administrator has changed it. */
export const pageSize = 50;

/**
 * The next page of a list. Behind a proxy, Gitea's `Link` header may name an address other than
 * the one the request used, so only its presence counts. Some lists send just `X-Total-Count`.
 */
export function findNextPage(body: unknown, headers: Headers, url: string): string | undefined {
  const items = Array.isArray(body) ? body : toFields(body)?.statuses;
  const count = Array.isArray(items) ? items.length : 0;
  const next = new URL(url);
  const page = Number(next.searchParams.get('page') ?? 1);
  if (count === 0 || !hasNext(headers, url, page, count)) return undefined;
  next.searchParams.set('page', `${page + 1}`);
  return next.href;
}

function hasNext(headers: Headers, url: string, page: number, count: number): boolean {
  const link = headers.get('link');
  if (link !== null) return findNextUrl(link, url) !== undefined;
  const total = headers.get('x-total-count');
  // The administrator may have limited pages to fewer items than requested.
  return total === null ? count >= pageSize : Number(total) > page * count;
}
