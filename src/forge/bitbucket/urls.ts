import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encodePath } from '../parsing/text.ts';
import { findPastedPath } from '../parsing/urls.ts';
import { parseFullName } from './repository-name.ts';

/** Reads a pull request URL as people paste it: query, fragment, sub-path, trailing `),;.` */
export function parsePullRequestUrl(
  text: string,
  webBaseUrl: string,
): PullRequestReference | undefined {
  const path = findPastedPath(text, webBaseUrl) ?? '';
  const [, fullName = '', number = ''] =
    /^([^/]+\/[^/]+)\/pull-requests\/([1-9]\d{0,14})(?:\/.*)?$/.exec(path) ?? [];
  const repository = parseFullName(fullName);
  return repository && { repository, number: Number(number) };
}

export function toRepositoryUrl(repository: RepositoryReference, webBaseUrl: string): string {
  return `${webBaseUrl}/${toFullName(repository)}`;
}

/** Slashes of a branch are part of the path, everything else of its name is data. */
export function toBranchUrl(
  repository: RepositoryReference,
  branch: string,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/branch/${encodePath(branch)}`;
}

export function toPullRequestUrl(
  { repository, number }: PullRequestReference,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/pull-requests/${number}`;
}
