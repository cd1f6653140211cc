import { isIP } from 'node:net';
import type { Forge } from '../../forge/forge.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import { buildSecurityHeaders } from './security-headers.ts';

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

/** The security headers that allow the images of the forges that are served now. */
export function createHeadersOfForges({
  listForges,
}: Pick<ForgeRegistry, 'listForges'>): () => Readonly<Record<string, string>> {
  let built: { forges: readonly Forge[]; headers: Record<string, string> } | undefined;
  return () => {
    const forges = listForges();
    if (built?.forges !== forges) {
      built = { forges, headers: buildSecurityHeaders(listImageOrigins(forges)) };
    }
    return built.headers;
  };
}

function listSubdomains(url: string): string[] {
  const { protocol, hostname, host } = new URL(url);
  const isName = isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && hostname.includes('.');
  return isName ? [`${protocol}//*.${host}`] : [];
}
