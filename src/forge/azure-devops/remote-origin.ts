import { parseRemoteOrigin, type RemoteOrigin } from '../../domain/remote-origin.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findOriginPath } from '../parsing/urls.ts';
import {
  findBaseOrganization,
  findHostOrganization,
  isServices,
  servicesHost,
} from './organization.ts';
import { parsePagePath } from './page-path.ts';
import { toRepositoryReference } from './repository-name.ts';

const sshHosts = new Set(['ssh.dev.azure.com', 'vs-ssh.visualstudio.com']);

/**
 * Reads an origin of this forge in any form git accepts. An organization's old host names the same
 * repository as the new one.
 */
export function parseAzureDevOpsOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const remote = parseRemoteOrigin(origin);
  if (!remote) return undefined;
  if (isServices(webBaseUrl)) return parseServicesOrigin(remote, origin, webBaseUrl);
  const path = findOriginPath(origin, new URL(webBaseUrl).origin);
  return path === undefined ? undefined : parseRepository(remote.host, path, webBaseUrl);
}

function parseServicesOrigin(
  { protocol, host, port, path }: RemoteOrigin,
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  switch (protocol) {
    case 'https': {
      const isOwn = host === servicesHost || findHostOrganization(host) !== undefined;
      return isOwn && (port ?? 443) === 443 ? parseRepository(host, path, webBaseUrl) : undefined;
    }
    case 'ssh':
      return parseSshOrigin(host, path, origin, webBaseUrl);
    case 'http':
    case 'git':
      return undefined;
  }
}

function parseSshOrigin(
  host: string,
  path: string,
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const [version, organization = '', project = '', name = '', ...rest] = path.split('/');
  if (sshHosts.has(host) && version === 'v3') {
    const ofBase = findBaseOrganization(webBaseUrl)?.toLowerCase() ?? organization.toLowerCase();
    const isOwn = ofBase === organization.toLowerCase() && rest.length === 0;
    return isOwn ? toRepositoryReference(organization, project, name) : undefined;
  }
  // The oldest form: the organization is the user, or has a host of its own.
  const user = /^(?:ssh:\/\/)?([\w-]+)@/i.exec(origin.trim())?.[1] ?? '';
  const ownHost = sshHosts.has(host) ? `${user.toLowerCase()}.visualstudio.com` : host;
  if (findHostOrganization(ownHost) === undefined) return undefined;
  return parseRepository(ownHost, path, webBaseUrl);
}

function parseRepository(
  host: string,
  path: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const page = parsePagePath(host, path.split('/'), webBaseUrl);
  return page?.rest.length === 0 ? page.repository : undefined;
}
