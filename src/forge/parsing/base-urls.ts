import type { ForgeType } from '../forge.ts';

export interface BaseUrls {
  apiBaseUrl: string;
  /** Where people see what the API serves. */
  webBaseUrl: string;
}

/** The service that everyone shares, where a type has one. */
const publicApis: Partial<Record<ForgeType, string>> = {
  github: 'https://api.github.com',
  gitlab: 'https://gitlab.com/api/v4',
  bitbucket: 'https://api.bitbucket.org/2.0',
  azure_devops: 'https://dev.azure.com',
};

/** Below the address of an installation, where its API is mounted. */
const mounts: Record<ForgeType, RegExp> = {
  github: /\/api\/v3$/,
  gitlab: /\/api\/v4$/,
  gitea: /\/api\/v1$/,
  bitbucket: /\/2\.0$/,
  bitbucket_data_center: /\/rest\/api\/(?:\d+\.\d+|latest)$/,
  azure_devops: /$/,
};

/**
 * Both addresses of a forge from those that were configured; undefined when neither was, and the
 * type has no service that everyone shares. Base URLs are without trailing slash.
 */
export function toBaseUrls(
  type: ForgeType,
  configured: { apiBaseUrl: string | undefined; webBaseUrl: string | undefined },
): BaseUrls | undefined {
  const byDefault = configured.webBaseUrl === undefined ? publicApis[type] : undefined;
  const known = configured.apiBaseUrl ?? byDefault;
  const apiBaseUrl = known ?? (configured.webBaseUrl && toApiBaseUrl(type, configured.webBaseUrl));
  if (apiBaseUrl === undefined || apiBaseUrl === '') return undefined;
  return {
    apiBaseUrl: withMount(type, apiBaseUrl),
    webBaseUrl: configured.webBaseUrl ?? toWebBaseUrl(type, apiBaseUrl),
  };
}

function toApiBaseUrl(type: ForgeType, webBaseUrl: string): string {
  const { protocol, hostname } = new URL(webBaseUrl);
  switch (type) {
    case 'github':
      return isGitHubCloud(hostname) ? `${protocol}//api.${hostname}` : `${webBaseUrl}/api/v3`;
    case 'bitbucket':
      return `${protocol}//api.${hostname}/2.0`;
    case 'gitlab':
    case 'gitea':
    case 'bitbucket_data_center':
    case 'azure_devops':
      return withMount(type, webBaseUrl);
  }
}

/** Forges that mount their API at one place only are often named without it. */
function withMount(type: ForgeType, apiBaseUrl: string): string {
  if (mounts[type].test(apiBaseUrl)) return apiBaseUrl;
  switch (type) {
    case 'gitlab':
      return `${apiBaseUrl}/api/v4`;
    case 'gitea':
      return `${apiBaseUrl}/api/v1`;
    case 'bitbucket_data_center':
      return `${apiBaseUrl}/rest/api/latest`;
    case 'github':
    case 'bitbucket':
    case 'azure_devops':
      return apiBaseUrl;
  }
}

function toWebBaseUrl(type: ForgeType, apiBaseUrl: string): string {
  const url = new URL(apiBaseUrl);
  const path = url.pathname.replace(/\/+$/, '');
  switch (type) {
    case 'github':
      if (isGitHubCloud(url.hostname.replace(/^api\./, '')) && url.hostname.startsWith('api.')) {
        return `${url.protocol}//${url.host.slice('api.'.length)}`;
      }
      return mounts.github.test(path)
        ? `${url.origin}${path.replace(mounts.github, '')}`
        : url.origin;
    case 'bitbucket':
      return `${url.protocol}//${url.host.replace(/^api\./, '')}`;
    case 'gitlab':
    case 'gitea':
    case 'bitbucket_data_center':
    case 'azure_devops':
      return `${url.origin}${path.replace(mounts[type], '')}`;
  }
}

/** The hosts that GitHub runs itself give the API a name of its own. */
function isGitHubCloud(hostname: string): boolean {
  return hostname === 'github.com' || /^[^.]+\.ghe\.com$/.test(hostname);
}
