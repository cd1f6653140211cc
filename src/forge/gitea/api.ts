import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findNextUrl } from '../client/conditional-client.ts';
import { type AdapterApiOptions, createForgeApi, type ForgeApi } from '../client/forge-api.ts';
import { toFields } from '../parsing/json-fields.ts';
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

/** What Gitea gives at most, unless its administrator allows more. */
export const pageSize = 50;

/**
 * The next page of a list. `Link` names it by the address Gitea believes to have, which behind a
 * proxy may be another one, so only its presence counts. Some lists have `X-Total-Count` alone.
 */
export function findNextPage(body: unknown, headers: Headers, url: string): string | undefined {
  const items = Array.isArray(body) ? body : toFields(body)?.statuses;
  const count = Array.isArray(items) ? items.length : 0;
  const address = new URL(url);
  const page = Number(address.searchParams.get('page') ?? 1);
  if (count === 0 || !hasNext(headers, url, page, count)) return undefined;
  address.searchParams.set('page', `${page + 1}`);
  return address.href;
}

function hasNext(headers: Headers, url: string, page: number, count: number): boolean {
  const link = headers.get('link');
  if (link !== null) return findNextUrl(link, url) !== undefined;
  const total = headers.get('x-total-count');
  // An administrator may have set smaller pages than were asked for.
  return total === null ? count >= pageSize : Number(total) > page * count;
}
