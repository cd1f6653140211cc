import { parseRemoteOrigin } from '../../domain/remote-origin.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { PullRequestReference } from '../forge.ts';
import { encode } from '../parsing/text.ts';
import { findOriginPath, findPastedPath } from '../parsing/urls.ts';

/** Reads a pull request URL as people paste it: query, fragment, sub-path, trailing `),;.` */
export function parsePullRequestUrl(
  text: string,
  webBaseUrl: string,
): PullRequestReference | undefined {
  const page = parsePagePath(toDecoded(findPastedPath(text, webBaseUrl) ?? ''));
  const [, number] = /^pull-requests\/([1-9]\d{0,14})(?:\/.*)?$/.exec(page?.rest ?? '') ?? [];
  return page && number ? { repository: page.repository, number: Number(number) } : undefined;
}

export function toRepositoryUrl(repository: RepositoryReference, webBaseUrl: string): string {
  return `${webBaseUrl}/${toPagePath(repository)}`;
}

/** A branch is named in the query, by its whole reference: a tag may have the same name. */
export function toBranchUrl(
  repository: RepositoryReference,
  branch: string,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/browse?at=${encode(`refs/heads/${branch}`)}`;
}

export function toPullRequestUrl(
  { repository, number }: PullRequestReference,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/pull-requests/${number}`;
}

/** Browsers and chats write the tilde of a person as `%7E`. */
function toDecoded(path: string): string {
  return path.replaceAll(/%7e/gi, '~');
}

const projectForm = /^[A-Z][A-Z0-9_-]{0,127}$/i;
const personForm = /^~(?!\.{1,2}$)[A-Z0-9._-]{1,127}$/i;
const slugForm = /^(?!\.{1,2}$)(?!.*\.git$)[A-Z0-9._-]{1,128}$/i;

/**
 * A repository by project key and slug, in one spelling: keys in upper case, people (`~bob`) and
 * slugs in lower case. Bitbucket ignores the case of all three. Nothing else gets into an address.
 */
export function parseRepositoryReference(
  key: string,
  slug: string,
): RepositoryReference | undefined {
  if (!slugForm.test(slug)) return undefined;
  const name = slug.toLowerCase();
  if (personForm.test(key)) return { owner: key.toLowerCase(), name };
  return projectForm.test(key) ? { owner: key.toUpperCase(), name } : undefined;
}

/** `KEY/slug`, as clone addresses have it. */
export function parseFullName(text: string): RepositoryReference | undefined {
  const [key = '', slug = '', ...rest] = text.split('/');
  return rest.length > 0 ? undefined : parseRepositoryReference(key, slug);
}

const form = /^(projects|users)\/([^/]+)\/repos\/([^/]+)(?:\/(.*))?$/i;

/** A page of a repository, and what follows it: `pull-requests/12/overview`. */
export function parsePagePath(
  path: string,
): { repository: RepositoryReference; rest: string } | undefined {
  const [, room = '', owner = '', slug = '', rest = ''] = form.exec(path) ?? [];
  const key = room.toLowerCase() === 'users' ? `~${owner}` : owner;
  const repository = parseRepositoryReference(key, slug);
  return repository && { repository, rest };
}

/** The repositories of people have pages of their own. */
function toPagePath({ owner, name }: RepositoryReference): string {
  const room = owner.startsWith('~') ? `users/${owner.slice(1)}` : `projects/${owner}`;
  return `${room}/repos/${name}`;
}

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
