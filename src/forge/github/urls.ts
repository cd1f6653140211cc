import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encodePath } from '../parsing/text.ts';
import { findOriginPath, findPastedPath, withoutWww } from '../parsing/urls.ts';

/** Parses a pull request URL as people paste it: with query, fragment, sub-path or trailing `),;.` */
export function parsePullRequestUrl(
  text: string,
  webBaseUrl: string,
): PullRequestReference | undefined {
  const path = findPastedPath(text, webBaseUrl) ?? '';
  const [, fullName = '', number = ''] =
    /^([^/]+\/[^/]+)\/pull\/([1-9]\d{0,14})(?:\/.*)?$/.exec(path) ?? [];
  const repository = parseFullName(fullName);
  return repository && { repository, number: Number(number) };
}

export function toRepositoryUrl(repository: RepositoryReference, webBaseUrl: string): string {
  return `${webBaseUrl}/${toFullName(repository)}`;
}

/** Slashes in a branch name separate path segments; everything else is encoded. */
export function toBranchUrl(
  repository: RepositoryReference,
  branch: string,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/tree/${encodePath(branch)}`;
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
  return `${toRepositoryUrl(repository, webBaseUrl)}/pull/${number}`;
}

const ownerForm = /^[A-Za-z0-9_-]{1,100}$/;
const nameForm = /^(?!\.+$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}$/i;

/** Parses `owner/name` if GitHub allows such a name: no other text gets into a URL. */
export function parseFullName(text: string): RepositoryReference | undefined {
  const [owner = '', name = '', ...rest] = text.split('/');
  if (rest.length > 0 || !ownerForm.test(owner) || !nameForm.test(name)) return undefined;
  return { owner, name };
}

/** Parses an origin of a repository below `webBaseUrl`, in any form that git accepts. */
export function parseGitHubOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const isCloud = withoutWww(new URL(webBaseUrl).hostname) === 'github.com';
  const path = findOriginPath(origin, webBaseUrl, isCloud ? ['ssh.github.com'] : []);
  return path === undefined ? undefined : parseFullName(path);
}
