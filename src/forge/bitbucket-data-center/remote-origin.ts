import { parseRemoteOrigin } from '../../domain/remote-origin.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findOriginPath } from '../parsing/urls.ts';
import { parsePagePath } from './page-path.ts';
import { parseFullName } from './repository-name.ts';

/**
 * Reads an origin that names a repository below `webBaseUrl`: a clone address (`/scm/KEY/slug.git`
 * over the web, `/KEY/slug.git` over SSH) or the address of a page of the repository.
 */
export function parseBitbucketDataCenterOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const path = findOriginPath(origin, webBaseUrl);
  if (path === undefined) return undefined;
  const isSsh = parseRemoteOrigin(origin)?.protocol === 'ssh';
  const [, fullName] = (isSsh ? sshForm(webBaseUrl) : webForm).exec(path) ?? [];
  if (fullName !== undefined) return parseFullName(fullName);
  return isSsh ? undefined : parsePagePath(path.replaceAll(/%7e/gi, '~'))?.repository;
}

const webForm = /^scm\/([^/]+\/[^/]+)$/i;

/** A proxy in front of sshd, or a habit, may put the path of the web in front. */
function sshForm(webBaseUrl: string): RegExp {
  const context = new URL(webBaseUrl).pathname.replace(/^\/+|\/+$/g, '');
  const literal = context.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^(?:${literal}/)?(?:scm/)?([^/]+/[^/]+)$`, 'i');
}
