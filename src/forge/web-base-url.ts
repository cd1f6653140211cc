/**
 * Where people see what an API serves. Enterprise servers mount the API below `/api/v3`; the hosts
 * that GitHub runs itself give it a name of its own.
 */
export function toWebBaseUrl(apiBaseUrl: string): string {
  const url = new URL(apiBaseUrl);
  const isGitHubCloud =
    url.hostname === 'api.github.com' || /^api\.[^.]+\.ghe\.com$/.test(url.hostname);
  if (isGitHubCloud) return `${url.protocol}//${url.host.slice('api.'.length)}`;
  const path = url.pathname.replace(/\/+$/, '');
  return path.endsWith('/api/v3') ? `${url.origin}${path.slice(0, -'/api/v3'.length)}` : url.origin;
}
