import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { PullRequestReference } from '../forge.ts';
import { encode } from '../parsing/text.ts';
import { findPastedPath } from '../parsing/urls.ts';
import {
  findHostOrganization,
  isServices,
  servicesHost,
  toOrganizationUrl,
} from './organization.ts';
import { type PagePath, parsePagePath } from './page-path.ts';
import { toOwnerParts } from './repository-name.ts';

/** Reads a pull request URL as people paste it: query, fragment, sub-path, trailing `),;.` */
export function parsePullRequestUrl(
  text: string,
  webBaseUrl: string,
): PullRequestReference | undefined {
  const page = parsePage(text, webBaseUrl);
  if (!page) return undefined;
  const [kind = '', number = ''] = page.rest;
  const isNumbered = /^pullrequest$/i.test(kind) && /^[1-9]\d{0,14}$/.test(number);
  return isNumbered ? { repository: page.repository, number: Number(number) } : undefined;
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

export function toPullRequestUrl(
  { repository, number }: PullRequestReference,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/pullrequest/${number}`;
}

/** Where people read the log of a build. */
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

function parsePage(text: string, webBaseUrl: string): PagePath | undefined {
  const pasted = text.trim();
  const { hostname } = new URL(URL.canParse(pasted) ? pasted : 'about:blank');
  const isOfServices = hostname === servicesHost || findHostOrganization(hostname) !== undefined;
  const isOwn = isOfServices && isServices(webBaseUrl);
  const path = findPastedPath(text, isOwn ? `https://${hostname}` : new URL(webBaseUrl).origin);
  const segments = path === undefined ? undefined : decodeSegments(path);
  return segments && parsePagePath(hostname, segments, webBaseUrl);
}

function decodeSegments(path: string): string[] | undefined {
  try {
    return path.replace(/\/+$/, '').split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
