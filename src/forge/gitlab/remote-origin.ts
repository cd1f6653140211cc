import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findOriginPath } from '../parsing/urls.ts';
import { parseFullName } from './repository-name.ts';

/**
 * Reads an origin that names a project below `webBaseUrl`, in any form git accepts. Over ssh the
 * path of a relative-URL installation is no part of it.
 */
export function parseGitLabOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const isCloud = new URL(webBaseUrl).hostname === 'gitlab.com';
  const path = findOriginPath(origin, webBaseUrl, isCloud ? ['altssh.gitlab.com'] : []);
  return path === undefined ? undefined : parseFullName(path);
}
