import type { PullRequestReference, RepositoryReference } from '../forge.ts';
import { parseFullName, toFullName } from './repository-name.ts';

/** Reads a pull request URL as people paste it: query, fragment, sub-path, trailing `),;.` */
export function parsePullRequestUrl(
  text: string,
  webBaseUrl: string,
): PullRequestReference | undefined {
  const pasted = text.trim().replace(/[),;.]+$/, '');
  if (!URL.canParse(pasted)) return undefined;
  const url = new URL(pasted);
  const base = new URL(webBaseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  if (url.origin !== base.origin || url.username || url.password) return undefined;
  if (!url.pathname.startsWith(`${prefix}/`)) return undefined;
  const path = url.pathname.slice(prefix.length + 1);
  const [, fullName = '', number = ''] =
    /^([^/]+\/[^/]+)\/pull\/([1-9]\d{0,14})(?:\/.*)?$/.exec(path) ?? [];
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
  const path = branch.split('/').map(encode).join('/');
  return `${toRepositoryUrl(repository, webBaseUrl)}/tree/${path}`;
}

export function toPullRequestUrl(
  { repository, number }: PullRequestReference,
  webBaseUrl: string,
): string {
  return `${toRepositoryUrl(repository, webBaseUrl)}/pull/${number}`;
}

/** Any text as one part of a path or query; half a surrogate pair would make the built-in throw. */
export function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}
