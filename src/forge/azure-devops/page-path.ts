import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findBaseOrganization, findHostOrganization, isServices } from './organization.ts';
import { toRepositoryReference } from './repository-name.ts';

/** What the path of a page names: a repository, and the segments that follow it. */
export interface PagePath {
  repository: RepositoryReference;
  rest: string[];
}

/** Reads the decoded segments of a path on `hostname`, which is one of this forge. */
export function parsePagePath(
  hostname: string,
  segments: readonly string[],
  webBaseUrl: string,
): PagePath | undefined {
  const ofBase = findBaseOrganization(webBaseUrl);
  if (!isServices(webBaseUrl)) {
    const below = findBelow(segments, new URL(webBaseUrl).pathname);
    const [first = '', ...rest] = below ?? [];
    return ofBase === undefined
      ? parseRepositoryPath(first, rest)
      : parseRepositoryPath(ofBase, below ?? []);
  }
  const ofHost = findHostOrganization(hostname);
  const organization = ofHost ?? segments[0] ?? '';
  if (ofBase !== undefined && ofBase.toLowerCase() !== organization.toLowerCase()) return undefined;
  const below = ofHost === undefined ? segments.slice(1) : segments;
  const isOld = below[0]?.toLowerCase() === 'defaultcollection';
  return parseRepositoryPath(organization, isOld ? below.slice(1) : below);
}

/** Reads `{project}/_git/{repository}`, or `_git/{repository}` of the project of the same name. */
function parseRepositoryPath(
  organization: string,
  segments: readonly string[],
): PagePath | undefined {
  const marker = segments.findIndex((segment) => /^_(?:git|ssh)$/i.test(segment));
  if (marker < 0 || marker > 1) return undefined;
  const after = segments.slice(marker + 1);
  // Ways of cloning that leave objects out, or do not.
  if (/^_(?:optimized|full)$/i.test(after[0] ?? '')) after.shift();
  const [name = '', ...rest] = after;
  const project = segments.slice(0, marker)[0] ?? name;
  const repository = toRepositoryReference(organization, project, name);
  return repository && { repository, rest };
}

/** Case does not matter on a server. */
function findBelow(segments: readonly string[], basePath: string): readonly string[] | undefined {
  const prefix = basePath.split('/').filter((segment) => segment !== '');
  const isBelow = prefix.every(
    (segment, index) =>
      decodeURIComponent(segment).toLowerCase() === segments[index]?.toLowerCase(),
  );
  return isBelow ? segments.slice(prefix.length) : undefined;
}
