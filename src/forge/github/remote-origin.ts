import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findOriginPath } from '../parsing/urls.ts';
import { parseFullName } from './repository-name.ts';

/** Reads an origin that names a repository below `webBaseUrl`, in any form git accepts. */
export function parseGitHubOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const isCloud = new URL(webBaseUrl).hostname === 'github.com';
  const path = findOriginPath(origin, webBaseUrl, isCloud ? ['ssh.github.com'] : []);
  return path === undefined ? undefined : parseFullName(path);
}
