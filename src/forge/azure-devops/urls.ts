import { parseRemoteOrigin, type RemoteOrigin } from '../../domain/remote-origin.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { trimTrailing } from '../../domain/trim-characters.ts';
import type { PullRequestReference } from '../forge.ts';
import { encode } from '../parsing/text.ts';
import { findOriginPath, findPastedPath, withoutWww } from '../parsing/urls.ts';
import {
  findBaseOrganization,
  findHostOrganization,
  isServices,
  parseRepositoryReference,
  servicesHost,
  toOrganizationUrl,
  toOwnerParts,
} from './names.ts';

/** Accepts pasted URLs: with query, fragment, sub-path and trailing `),;.` */
export function parsePullRequestUrl(
  text: string,
  webBaseUrl: string,
): PullRequestReference | undefined {
  const page = parsePageUrl(text, webBaseUrl);
  if (!page) return undefined;
  const [kind = '', number = ''] = page.rest;
  const isNumbered = /^pullrequest$/i.test(kind) && /^[1-9]\d{0,14}$/.test(number);
  return isNumbered ? { repository: page.repository, number: Number(number) } : undefined;
}

/**
 * Accepts every form that git accepts. An organization's old host leads to the same repository as
 * the new one.
 */
export function parseAzureDevOpsOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const parsed = parseRemoteOrigin(origin);
  if (!parsed) return undefined;
  const remote = { ...parsed, host: withoutWww(parsed.host) };
  if (isServices(webBaseUrl)) return parseServicesOrigin(remote, origin, webBaseUrl);
  const path = findOriginPath(origin, new URL(webBaseUrl).origin);
  return path === undefined ? undefined : parseRepositoryOrigin(remote.host, path, webBaseUrl);
}

function parseServicesOrigin(
  { protocol, host, port, path }: RemoteOrigin,
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  switch (protocol) {
    case 'https': {
      const isOwn = host === servicesHost || findHostOrganization(host) !== undefined;
      return isOwn && (port ?? 443) === 443
        ? parseRepositoryOrigin(host, path, webBaseUrl)
        : undefined;
    }
    case 'ssh':
      return parseSshOrigin(host, path, origin, webBaseUrl);
    case 'http':
    case 'git':
      return undefined;
  }
}

const sshHosts = new Set(['ssh.dev.azure.com', 'vs-ssh.visualstudio.com']);

function parseSshOrigin(
  host: string,
  path: string,
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const [version, organization = '', project = '', name = '', ...rest] = path.split('/');
  if (sshHosts.has(host) && version === 'v3') {
    const expected = findBaseOrganization(webBaseUrl) ?? organization;
    const isOwn = expected.toLowerCase() === organization.toLowerCase() && rest.length === 0;
    return isOwn ? parseRepositoryReference(organization, project, name) : undefined;
  }
  // The oldest form: the organization is the user name or part of the host.
  const user = /^(?:ssh:\/\/)?([\w-]+)@/i.exec(origin.trim())?.[1] ?? '';
  const ownHost = sshHosts.has(host) ? `${user.toLowerCase()}.visualstudio.com` : host;
  if (findHostOrganization(ownHost) === undefined) return undefined;
  return parseRepositoryOrigin(ownHost, path, webBaseUrl);
}

function parseRepositoryOrigin(
  host: string,
  path: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const page = parsePagePath(host, path.split('/'), webBaseUrl);
  return page?.rest.length === 0 ? page.repository : undefined;
}

export function toRepositoryUrl(repository: RepositoryReference, webBaseUrl: string): string {
  return `${toProjectUrl(repository, webBaseUrl)}/_git/${encode(repository.name)}`;
}

export function toBranchUrl(
  repository: RepositoryReference,
  branch: string,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}?version=GB${encode(branch)}`;
}

/** Takes a complete commit hash. */
export function toCommitUrl(
  repository: RepositoryReference,
  sha: string,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/commit/${sha}`;
}

export function toPullRequestUrl(
  { repository, number }: PullRequestReference,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/pullrequest/${number}`;
}

/** The page with the log of a build. */
export function toBuildUrl(
  repository: RepositoryReference,
  buildId: number,
  webBaseUrl: string,
): string {
  return `${toProjectUrl(repository, webBaseUrl)}/_build/results?buildId=${buildId}`;
}

function toProjectUrl(repository: RepositoryReference, webBaseUrl: string): string {
  const { organization, project } = toOwnerParts(repository);
  return `${toOrganizationUrl(webBaseUrl, organization)}/${encode(project)}`;
}

function parsePageUrl(text: string, webBaseUrl: string): PagePath | undefined {
  const pasted = text.trim();
  const hostname = withoutWww(new URL(URL.canParse(pasted) ? pasted : 'about:blank').hostname);
  const isServicesHost = hostname === servicesHost || findHostOrganization(hostname) !== undefined;
  const isOwn = isServicesHost && isServices(webBaseUrl);
  const path = findPastedPath(text, isOwn ? `https://${hostname}` : new URL(webBaseUrl).origin);
  const segments = path === undefined ? undefined : decodeSegments(path);
  return segments && parsePagePath(hostname, segments, webBaseUrl);
}

function decodeSegments(path: string): string[] | undefined {
  try {
    return trimTrailing(path, '/').split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** The repository that a page belongs to, and the path segments after it. */
interface PagePath {
  repository: RepositoryReference;
  rest: string[];
}

/** Takes decoded segments. `hostname` must belong to this forge. */
function parsePagePath(
  hostname: string,
  segments: readonly string[],
  webBaseUrl: string,
): PagePath | undefined {
  const baseOrganization = findBaseOrganization(webBaseUrl);
  if (!isServices(webBaseUrl)) {
    const below = stripBasePath(segments, new URL(webBaseUrl).pathname);
    const [first = '', ...rest] = below ?? [];
    return baseOrganization === undefined
      ? parseRepositoryPath(first, rest)
      : parseRepositoryPath(baseOrganization, below ?? []);
  }
  const hostOrganization = findHostOrganization(hostname);
  const organization = hostOrganization ?? segments[0] ?? '';
  const expected = baseOrganization ?? organization;
  if (expected.toLowerCase() !== organization.toLowerCase()) return undefined;
  const below = hostOrganization === undefined ? segments.slice(1) : segments;
  const isOld = below[0]?.toLowerCase() === 'defaultcollection';
  return parseRepositoryPath(organization, isOld ? below.slice(1) : below);
}

/** `{project}/_git/{repository}`, or `_git/{repository}` for a project of the same name. */
function parseRepositoryPath(
  organization: string,
  segments: readonly string[],
): PagePath | undefined {
  const marker = segments.findIndex((segment) => /^_(?:git|ssh)$/i.test(segment));
  if (marker < 0 || marker > 1) return undefined;
  const after = segments.slice(marker + 1);
  // Clone URLs with or without partial objects.
  if (/^_(?:optimized|full)$/i.test(after[0] ?? '')) after.shift();
  const [name = '', ...rest] = after;
  const project = segments.slice(0, marker)[0] ?? name;
  const repository = parseRepositoryReference(organization, project, name);
  return repository && { repository, rest };
}

/** Ignores case, as a server does. */
function stripBasePath(
  segments: readonly string[],
  basePath: string,
): readonly string[] | undefined {
  const prefix = basePath.split('/').filter((segment) => segment !== '');
  const isBelow = prefix.every(
    (segment, index) =>
      decodeURIComponent(segment).toLowerCase() === segments[index]?.toLowerCase(),
  );
  return isBelow ? segments.slice(prefix.length) : undefined;
}
