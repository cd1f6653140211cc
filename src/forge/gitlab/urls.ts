import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encodePath } from '../parsing/text.ts';
import { findOriginPath, findPastedPath, withoutWww } from '../parsing/urls.ts';

const partForm = /^(?!\.{1,2}$)(?!.*\.(?:git|atom)$)[A-Za-z0-9_.][A-Za-z0-9_.-]{0,254}$/i;
const maxNameLength = 1000;

/** Parses `group/sub/app`, but only a valid project path: nothing else may become part of a URL. */
export function parseFullName(text: string): RepositoryReference | undefined {
  const parts = text.split('/');
  const name = parts.pop() ?? '';
  const isPath = text.length <= maxNameLength && parts.length > 0;
  if (!isPath || ![...parts, name].every((part) => partForm.test(part))) return undefined;
  return { owner: parts.join('/'), name };
}

/**
 * Parses an origin that names a project below `webBaseUrl`, in any form git accepts. SSH origins
 * do not contain the path of a GitLab that is installed below a relative URL.
 */
export function parseGitLabOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const isCloud = withoutWww(new URL(webBaseUrl).hostname) === 'gitlab.com';
  const path = findOriginPath(origin, webBaseUrl, isCloud ? ['altssh.gitlab.com'] : []);
  return path === undefined ? undefined : parseFullName(path);
}

/** Parses the URL of a merge request as people paste it, with or without `/-/`. */
export function parsePullRequestUrl(
  text: string,
  webBaseUrl: string,
): PullRequestReference | undefined {
  const path = findPastedPath(text, webBaseUrl) ?? '';
  const [, fullPath = '', number = ''] =
    /^(.+?)(?:\/-)?\/merge_requests\/([1-9]\d{0,14})(?:\/.*)?$/.exec(path) ?? [];
  const repository = parseFullName(fullPath);
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
  return `${toRepositoryUrl(repository, webBaseUrl)}/-/tree/${encodePath(branch)}`;
}

/** Takes a complete commit hash. */
export function toCommitUrl(
  repository: RepositoryReference,
  sha: string,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/-/commit/${sha}`;
}

export function toPullRequestUrl(
  { repository, number }: PullRequestReference,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/-/merge_requests/${number}`;
}
