import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findTokenPair, toBasicOrBearer } from '../client/authorization.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type AdapterApiDeps, createForgeApi, type ForgeApi } from '../client/forge-api.ts';
import { findCount, parseList, toFields } from '../parsing/json-fields.ts';

/** The REST API of Bitbucket Data Center, which was called Server and Stash before. */
export function createBitbucketDataCenterApi(options: AdapterApiDeps): ForgeApi {
  return createForgeApi({
    ...options,
    toHeaders: (token) => ({ authorization: toBasicOrBearer(token) }),
  });
}

/** What git sends: a pair unchanged, or an access token with a placeholder user name. */
export function toGitCredential(token: string): { username: string; password: string } {
  // An HTTP access token contains no colon.
  const pair = findTokenPair(token);
  if (!pair) return { username: 'x-token-auth', password: token };
  return { username: pair.user, password: pair.password };
}

export function toRepositoryApiUrl({ owner, name }: RepositoryReference, api: ForgeApi): string {
  return `${api.baseUrl}/projects/${owner}/repos/${name}`;
}

/** Build statuses have a separate API next to the configured one. */
export function toBuildStatusUrl(sha: string, api: ForgeApi): string {
  return `${toInstallationUrl(api)}/rest/build-status/1.0/commits/${sha}`;
}

/** So have the builds that a merge requires. */
export function toRequiredBuildsUrl({ owner, name }: RepositoryReference, api: ForgeApi): string {
  const root = `${toInstallationUrl(api)}/rest/required-builds/latest`;
  return `${root}/projects/${owner}/repos/${name}/conditions`;
}

function toInstallationUrl({ baseUrl }: ForgeApi): string {
  return baseUrl.replace(/\/rest\/api\/[^/]+$/, '');
}

export const pageSize = 100;

/** How to read a paged list: `{ values, isLastPage, nextPageStart }`. */
export function toListReading<Item>(
  shape: string,
  parseItem: (item: unknown) => Item | undefined,
): Reading<Item[]> {
  return {
    shape,
    parse: (body) => parsePage(body, parseItem),
    findNextUrl: (body, _headers, url) => findNextPageUrl(body, url),
    isCovered: () => false,
  };
}

/** S9: a page without `isLastPage` or `nextPageStart` is rejected, as it may not be the last. */
function parsePage<Item>(
  body: unknown,
  parseItem: (item: unknown) => Item | undefined,
): Item[] | undefined {
  const fields = toFields(body);
  const hasEndOrNext =
    fields?.isLastPage === true || findCount(fields, 'nextPageStart') !== undefined;
  return hasEndOrNext ? parseList(fields?.values, parseItem) : undefined;
}

function findNextPageUrl(body: unknown, url: string): string | undefined {
  const fields = toFields(body);
  const start = findCount(fields, 'nextPageStart');
  if (fields?.isLastPage === true || start === undefined) return undefined;
  const next = new URL(url);
  next.searchParams.set('start', `${start}`);
  return next.href;
}
