import { isIP } from 'node:net';
import type { Forge } from '../../forge/forge.ts';

/** Where forges of each type take avatars from, beside their own address. */
const avatarServices: Record<Forge['type'], readonly string[]> = {
  github: ['https://avatars.githubusercontent.com'],
  gitlab: ['https://*.gravatar.com'],
  gitea: ['https://*.gravatar.com', 'https://*.libravatar.org'],
  // Gravatar redirects to Atlassian's pictures through the cache of WordPress.
  bitbucket: ['https://*.gravatar.com', 'https://*.wp.com', 'https://*.atl-paas.net'],
  bitbucket_data_center: ['https://*.gravatar.com'],
  azure_devops: ['https://*.visualstudio.com'],
};

/** The origins whose images the page may load: a title of a pull request must not load any other. */
export function listImageOrigins(
  forges: readonly Pick<Forge, 'type' | 'webBaseUrl' | 'apiBaseUrl'>[],
): string[] {
  const origins = forges.flatMap(({ type, webBaseUrl, apiBaseUrl }) => [
    ...[webBaseUrl, apiBaseUrl].map((url) => new URL(url).origin),
    // An Enterprise Server with subdomain isolation has `avatars.` below its own host.
    ...(type === 'github' ? listSubdomains(webBaseUrl) : []),
    ...avatarServices[type],
  ]);
  return [...new Set(origins)].toSorted();
}

function listSubdomains(url: string): string[] {
  const { protocol, hostname, host } = new URL(url);
  const isName = isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && hostname.includes('.');
  return isName ? [`${protocol}//*.${host}`] : [];
}
