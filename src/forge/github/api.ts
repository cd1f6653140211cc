import { restBucket } from '../../domain/forge-token.ts';
import { type AdapterApiDeps, createForgeApi, type ForgeApi } from '../client/forge-api.ts';

/** The media type of a diff. */
export const diffType = 'application/vnd.github.v3.diff';

/** The media type of a raw file. */
export const rawType = 'application/vnd.github.raw+json';

/** As GitHub names the quota of GraphQL, which is not the one of REST. */
export const graphQlBucket = 'graphql';

/** GitHub's REST API. */
export function createGitHubApi(options: AdapterApiDeps): ForgeApi {
  return createForgeApi({
    ...options,
    accept: 'application/vnd.github+json',
    toBucket: (url) => (url.endsWith('/graphql') ? graphQlBucket : restBucket),
    toHeaders: (token) => ({
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
    }),
  });
}

export const pageSize = 100;

/**
 * A full last page does not change when another page begins after it, so its validator would hide
 * that page forever.
 */
export function isPageCovered(items: readonly unknown[], nextUrl: string | undefined): boolean {
  return nextUrl !== undefined || items.length < pageSize;
}
