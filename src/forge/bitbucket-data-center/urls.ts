import { parseRemoteOrigin } from '../../domain/remote-origin.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { trimSurrounding } from '../../domain/trim-characters.ts';
import type { PullRequestReference } from '../forge.ts';
import { encode } from '../parsing/text.ts';
import { findOriginPath, findPastedPath } from '../parsing/urls.ts';

/** Accepts pasted URLs: with query, fragment, sub-path and trailing `),;.` */
export function parsePullRequestUrl(
  text: string,
  webBaseUrl: string,
): PullRequestReference | undefined {
  const page = parsePagePath(decodeTilde(findPastedPath(text, webBaseUrl) ?? ''));
  const [, number] = /^pull-requests\/([1-9]\d{0,14})(?:\/.*)?$/.exec(page?.rest ?? '') ?? [];
  return page && number ? { repository: page.repository, number: Number(number) } : undefined;
}

/**
 * Accepts clone URLs (`/scm/KEY/slug.git` over HTTP, `/KEY/slug.git` over SSH) and the URL of a page
 * of the repository.
 */
export function parseBitbucketDataCenterOrigin(
  origin: string,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const path = findOriginPath(origin, webBaseUrl);
  if (path === undefined) return undefined;
  const isSsh = parseRemoteOrigin(origin)?.protocol === 'ssh';
  if (isSsh) return parseFullName(toSshPath(path, webBaseUrl));
  const repository = /^scm\//i.test(path) ? parseFullName(path.slice('scm/'.length)) : undefined;
  return repository ?? parsePagePath(decodeTilde(path))?.repository;
}

/** SSH URLs may begin with the path of `webBaseUrl`, because of a proxy or out of habit. */
function toSshPath(path: string, webBaseUrl: string): string {
  const context = trimSurrounding(new URL(webBaseUrl).pathname, '/');
  return [context, 'scm'].reduce((rest, prefix) => {
    const isPrefixed = prefix !== '' && rest.toLowerCase().startsWith(`${prefix.toLowerCase()}/`);
    return isPrefixed ? rest.slice(prefix.length + 1) : rest;
  }, path);
}

export function toRepositoryUrl(repository: RepositoryReference, webBaseUrl: string): string {
  return `${webBaseUrl}/${toPagePath(repository)}`;
}

/** Names the branch by its full ref: a tag may have the same name. */
export function toBranchUrl(
  repository: RepositoryReference,
  branch: string,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/browse?at=${encode(`refs/heads/${branch}`)}`;
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

/** Browsers and chats write the tilde of a personal project as `%7E`. */
function decodeTilde(path: string): string {
  return path.replaceAll(/%7e/gi, '~');
}

const projectForm = /^[A-Z][A-Z0-9_-]{0,127}$/i;
const personalForm = /^~(?!\.{1,2}$)[A-Z0-9._-]{1,127}$/i;
const slugForm = /^(?!\.{1,2}$)(?!.*\.git$)[A-Z0-9._-]{1,128}$/i;

/**
 * A repository by project key and slug, with keys in upper case, and personal projects (`~bob`) and
 * slugs in lower case: Bitbucket ignores case. Only names that it allows become part of a URL.
 */
export function parseRepositoryReference(
  key: string,
  slug: string,
): RepositoryReference | undefined {
  if (!slugForm.test(slug)) return undefined;
  const name = slug.toLowerCase();
  if (personalForm.test(key)) return { owner: key.toLowerCase(), name };
  return projectForm.test(key) ? { owner: key.toUpperCase(), name } : undefined;
}

/** Reads `KEY/slug`, as in clone URLs. */
export function parseFullName(text: string): RepositoryReference | undefined {
  const [key = '', slug = '', ...rest] = text.split('/');
  return rest.length > 0 ? undefined : parseRepositoryReference(key, slug);
}

const form = /^(projects|users)\/([^/]+)\/repos\/([^/]+)(?:\/(.*))?$/i;

/** The repository of a page, and the rest of its path: `pull-requests/12/overview`. */
export function parsePagePath(
  path: string,
): { repository: RepositoryReference; rest: string } | undefined {
  const [, area = '', owner = '', slug = '', rest = ''] = form.exec(path) ?? [];
  const key = area.toLowerCase() === 'users' ? `~${owner}` : owner;
  const repository = parseRepositoryReference(key, slug);
  return repository && { repository, rest };
}

/** Repositories of personal projects have different pages. */
function toPagePath({ owner, name }: RepositoryReference): string {
  const area = owner.startsWith('~') ? `users/${owner.slice(1)}` : `projects/${owner}`;
  return `${area}/repos/${name}`;
}
