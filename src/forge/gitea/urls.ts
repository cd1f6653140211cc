import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encodePath } from '../parsing/text.ts';
import { findOriginPath, findPastedPath } from '../parsing/urls.ts';

const ownerForm = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const nameForm = /^(?!\.{1,2}$)(?!.*\.(?:git|wiki)$)[A-Za-z0-9._-]{1,100}$/i;

/** Parses `owner/name`, but only a valid repository name: nothing else may become part of a URL. */
export function parseFullName(text: string): RepositoryReference | undefined {
  const [owner = '', name = '', ...rest] = text.split('/');
  if (rest.length > 0 || !ownerForm.test(owner) || !nameForm.test(name)) return undefined;
  return { owner, name };
}

/** Parses an origin that names a repository below `webBaseUrl`, in any form git accepts. */
export function parseGiteaOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const path = findOriginPath(origin, webBaseUrl);
  return path === undefined ? undefined : parseFullName(path);
}

/** Parses a pull request URL as people paste it: with query, fragment, sub-path, trailing `),;.` */
export function parsePullRequestUrl(
  text: string,
  webBaseUrl: string,
): PullRequestReference | undefined {
  const path = findPastedPath(text, webBaseUrl) ?? '';
  const [, fullName = '', number = ''] =
    /^([^/]+\/[^/]+)\/pulls\/([1-9]\d{0,14})(?:\/.*)?$/.exec(path) ?? [];
  const repository = parseFullName(fullName);
  return repository && { repository, number: Number(number) };
}

export function toRepositoryUrl(repository: RepositoryReference, webBaseUrl: string): string {
  return `${webBaseUrl}/${toFullName(repository)}`;
}

/** The slashes of a branch name separate path segments; everything else in it is encoded. */
export function toBranchUrl(
  repository: RepositoryReference,
  branch: string,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/src/branch/${encodePath(branch)}`;
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
  return `${toRepositoryUrl(repository, webBaseUrl)}/pulls/${number}`;
}
