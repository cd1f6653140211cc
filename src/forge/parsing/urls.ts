import { parseRemoteOrigin, type RemoteOrigin } from '../../domain/remote-origin.ts';
import { trimSurrounding, trimTrailing } from '../../domain/trim-characters.ts';
import { isDotSegment, isPlainPath } from './plain-path.ts';

/**
 * The path of a repository below `webBaseUrl`: `group/app` for
 * `https://git.example/base/group/app.git`. Accepts every form of an origin that git accepts;
 * undefined for another server. `sshHosts` are additional host names of the server's sshd.
 */
export function findOriginPath(
  origin: string,
  webBaseUrl: string,
  sshHosts: readonly string[] = [],
): string | undefined {
  const remote = parseRemoteOrigin(origin);
  if (!remote) return undefined;
  const base = new URL(webBaseUrl);
  // It could lead to another address of the forge.
  if (remote.path.split('/').some(isDotSegment)) return undefined;
  switch (remote.protocol) {
    case 'ssh':
      // sshd may listen on any port.
      return [toHostname(base), ...sshHosts].some((host) => isSameHost(host, remote.host))
        ? remote.path
        : undefined;
    case 'https':
    case 'http':
      return isSameServer(remote, base) ? findBelow(base.pathname, remote.path) : undefined;
    case 'git':
      return undefined;
  }
}

function isSameServer({ protocol, host, port }: RemoteOrigin, base: URL): boolean {
  const byDefault = protocol === 'https' ? 443 : 80;
  return (
    `${protocol}:` === base.protocol &&
    isSameHost(host, toHostname(base)) &&
    (port ?? byDefault) === Number(base.port || byDefault)
  );
}

/** The `www.` of a host leads to the same pages, and people copy addresses with it. */
function isSameHost(one: string, other: string): boolean {
  return withoutWww(one) === withoutWww(other);
}

export function withoutWww(host: string): string {
  return host.startsWith('www.') ? host.slice('www.'.length) : host;
}

function findBelow(basePath: string, path: string): string | undefined {
  const prefix = trimSurrounding(basePath, '/');
  if (prefix === '') return path;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
}

function toHostname(base: URL): string {
  return base.hostname.replace(/^\[|\]$/g, '');
}

/** Longer than any URL of a forge. */
const longestUrl = 4096;

/**
 * The path below `webBaseUrl` of a URL as people paste it, without leading slash, query, fragment and
 * trailing `),;.`; undefined for a URL on another server.
 */
export function findPastedPath(text: string, webBaseUrl: string): string | undefined {
  if (text.length > longestUrl) return undefined;
  const pasted = trimTrailing(text.trim(), '),;.');
  if (!URL.canParse(pasted)) return undefined;
  const url = new URL(pasted);
  const base = new URL(webBaseUrl);
  const prefix = trimTrailing(base.pathname, '/');
  const isOwn = url.protocol === base.protocol && isSameHost(url.host, base.host);
  if (!isOwn || url.username || url.password) return undefined;
  return url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length + 1) : undefined;
}

// Matched by pattern instead of a URL parser: where git's parser disagrees about the host, the token
// would go to the wrong server. Only URLs that both parse alike are accepted.
const plainForm =
  /^(https?):\/\/(?:[^@/\\?#\s]*@)?([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(\/[^\\?#\s]*)?$/i;

/**
 * Whether git requests a credential for the server at `webBaseUrl` (S10): same scheme, host and port,
 * at or below its path.
 */
export function isCredentialUrl(url: string, webBaseUrl: string): boolean {
  if (url.length > longestUrl) return false;
  const [, scheme = '', host = '', port, path = ''] = plainForm.exec(url) ?? [];
  const base = new URL(webBaseUrl);
  const byDefault = base.protocol === 'https:' ? 443 : 80;
  return (
    `${scheme.toLowerCase()}:` === base.protocol &&
    host.toLowerCase() === base.hostname &&
    Number(port ?? byDefault) === Number(base.port || byDefault) &&
    isBelow(path, trimTrailing(base.pathname, '/'))
  );
}

function isBelow(path: string, basePath: string): boolean {
  if (basePath === '') return true;
  if (path === basePath) return true;
  return path.startsWith(`${basePath}/`) && isPlainPath(path.slice(basePath.length));
}
