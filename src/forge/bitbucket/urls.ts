import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encodePath } from '../parsing/text.ts';
import { findOriginPath, findPastedPath, withoutWww } from '../parsing/urls.ts';

/** Accepts pasted URLs: with query, fragment, sub-path and trailing `),;.` */
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

/** Accepts every form that git accepts. */
export function parseBitbucketOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const isCloud = withoutWww(new URL(webBaseUrl).hostname) === 'bitbucket.org';
  const path = findOriginPath(origin, webBaseUrl, isCloud ? ['altssh.bitbucket.org'] : []);
  return path === undefined ? undefined : parseFullName(path);
}

export function toRepositoryUrl(repository: RepositoryReference, webBaseUrl: string): string {
  return `${webBaseUrl}/${toFullName(repository)}`;
}

export function toBranchUrl(
  repository: RepositoryReference,
  branch: string,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/branch/${encodePath(branch)}`;
}

/** Takes a complete commit hash. */
export function toCommitUrl(
  repository: RepositoryReference,
  sha: string,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/commits/${sha}`;
}

export function toPullRequestUrl(
  { repository, number }: PullRequestReference,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/pull-requests/${number}`;
}

const workspaceForm = /^[A-Za-z0-9_-]{1,100}$/;
const nameForm = /^(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}$/i;

/** Reads `workspace/name`. Only names that Bitbucket allows become part of a URL. */
export function parseFullName(text: string): RepositoryReference | undefined {
  const [owner = '', name = '', ...rest] = text.split('/');
  if (rest.length > 0 || !workspaceForm.test(owner) || !nameForm.test(name)) return undefined;
  return { owner, name };
}
