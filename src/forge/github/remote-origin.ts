import { parseRemoteOrigin, type RemoteOrigin } from '../../domain/remote-origin.ts';
import type { RepositoryReference } from '../forge.ts';
import { parseFullName } from './repository-name.ts';

/** Reads an origin that names a repository below `webBaseUrl`, in any form git accepts. */
export function parseGitHubOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const remote = parseRemoteOrigin(origin);
  if (!remote) return undefined;
  const base = new URL(webBaseUrl);
  switch (remote.protocol) {
    case 'ssh':
      // The port is free: where sshd listens says nothing about the web server.
      return isSshHost(remote.host, base) ? parseFullName(remote.path) : undefined;
    case 'https':
    case 'http':
      return isSameServer(remote, base) ? parseBelow(base.pathname, remote.path) : undefined;
    case 'git':
      return undefined;
  }
}

function isSshHost(host: string, base: URL): boolean {
  const hostname = toHostname(base);
  return host === hostname || (hostname === 'github.com' && host === 'ssh.github.com');
}

function isSameServer({ protocol, host, port }: RemoteOrigin, base: URL): boolean {
  const byDefault = protocol === 'https' ? 443 : 80;
  return (
    `${protocol}:` === base.protocol &&
    host === toHostname(base) &&
    (port ?? byDefault) === Number(base.port || byDefault)
  );
}

function parseBelow(basePath: string, path: string): RepositoryReference | undefined {
  const prefix = basePath.replace(/^\/+|\/+$/g, '');
  if (prefix === '') return parseFullName(path);
  return path.startsWith(`${prefix}/`) ? parseFullName(path.slice(prefix.length + 1)) : undefined;
}

function toHostname(base: URL): string {
  return base.hostname.replace(/^\[|\]$/g, '');
}
