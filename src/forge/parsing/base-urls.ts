import { trimTrailing } from '../../domain/trim-characters.ts';
import type { ForgeType } from '../forge.ts';

export interface BaseUrls {
  apiBaseUrl: string;
  /** The web pages of the forge. */
  webBaseUrl: string;
}

/** The public service of each type that has one. */
const publicApis: Partial<Record<ForgeType, string>> = {
  github: 'https://api.github.com',
  gitlab: 'https://gitlab.com/api/v4',
  bitbucket: 'https://api.bitbucket.org/2.0',
  azure_devops: 'https://dev.azure.com',
};

/** The path of the API below the URL of an installation. */
const apiPaths: Record<ForgeType, RegExp> = {
  github: /\/api\/v3$/,
  gitlab: /\/api\/v4$/,
  gitea: /\/api\/v1$/,
  bitbucket: /\/2\.0$/,
  bitbucket_data_center: /\/rest\/api\/(?:\d+\.\d+|latest)$/,
  azure_devops: /$/,
};

/**
 * Derives both base URLs from the configured ones; undefined when neither is configured and the type
 * has no public service. Base URLs have no trailing slash.
 */
export function toBaseUrls(
  type: ForgeType,
  configured: { apiBaseUrl: string | undefined; webBaseUrl: string | undefined },
): BaseUrls | undefined {
  const byDefault = configured.webBaseUrl === undefined ? publicApis[type] : undefined;
  const given = configured.apiBaseUrl ?? byDefault;
  const apiBaseUrl = given ?? (configured.webBaseUrl && toApiBaseUrl(type, configured.webBaseUrl));
  if (apiBaseUrl === undefined || apiBaseUrl === '') return undefined;
  return {
    apiBaseUrl: withApiPath(type, apiBaseUrl),
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
      return withApiPath(type, webBaseUrl);
  }
}

/** Appends the API path where it is always the same and was omitted. */
function withApiPath(type: ForgeType, apiBaseUrl: string): string {
  if (apiPaths[type].test(apiBaseUrl)) return apiBaseUrl;
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
  const path = trimTrailing(url.pathname, '/');
  switch (type) {
    case 'github':
      if (isGitHubCloud(url.hostname.replace(/^api\./, '')) && url.hostname.startsWith('api.')) {
        return `${url.protocol}//${url.host.slice('api.'.length)}`;
      }
      return apiPaths.github.test(path)
        ? `${url.origin}${path.replace(apiPaths.github, '')}`
        : url.origin;
    case 'bitbucket':
      return `${url.protocol}//${url.host.replace(/^api\./, '')}`;
    case 'gitlab':
    case 'gitea':
    case 'bitbucket_data_center':
    case 'azure_devops':
      return `${url.origin}${path.replace(apiPaths[type], '')}`;
  }
}

/** GitHub's own hosts serve the API on an `api.` subdomain. */
function isGitHubCloud(hostname: string): boolean {
  return hostname === 'github.com' || /^[^.]+\.ghe\.com$/.test(hostname);
}
