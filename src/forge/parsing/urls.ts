import { parseRemoteOrigin, type RemoteOrigin } from '../../domain/remote-origin.ts';

/**
 * The path of a repository below `webBaseUrl`, if the origin is of that server in any form git
 * accepts: `group/app` of `https://git.example/base/group/app.git`. `sshHosts` are names that the
 * server's sshd goes by beside its own.
 */
export function findOriginPath(
  origin: string,
  webBaseUrl: string,
  sshHosts: readonly string[] = [],
): string | undefined {
  const remote = parseRemoteOrigin(origin);
  if (!remote) return undefined;
  const base = new URL(webBaseUrl);
  switch (remote.protocol) {
    case 'ssh':
      // The port is free: where sshd listens says nothing about the web server.
      return [toHostname(base), ...sshHosts].includes(remote.host) ? remote.path : undefined;
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
    host === toHostname(base) &&
    (port ?? byDefault) === Number(base.port || byDefault)
  );
}

function findBelow(basePath: string, path: string): string | undefined {
  const prefix = basePath.replace(/^\/+|\/+$/g, '');
  if (prefix === '') return path;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
}

function toHostname(base: URL): string {
  return base.hostname.replace(/^\[|\]$/g, '');
}
