import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findOriginPath } from '../parsing/urls.ts';
import { parseFullName } from './repository-name.ts';

/** Reads an origin that names a repository below `webBaseUrl`, in any form git accepts. */
export function parseGiteaOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const path = findOriginPath(origin, webBaseUrl);
  return path === undefined ? undefined : parseFullName(path);
}
