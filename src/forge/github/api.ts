import { type AdapterApiOptions, createForgeApi, type ForgeApi } from '../client/forge-api.ts';

/** The media type of a diff. */
export const diffType = 'application/vnd.github.v3.diff';

/** The media type of a file as it is. */
export const rawType = 'application/vnd.github.raw+json';

/** GitHub's REST API. */
export function createGitHubApi(options: AdapterApiOptions): ForgeApi {
  return createForgeApi({
    ...options,
    accept: 'application/vnd.github+json',
    toHeaders: (token) => ({
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
    }),
  });
}
