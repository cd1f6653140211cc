import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { PullRequestReference } from '../forge.ts';
import { encode } from '../parsing/text.ts';
import { findPastedPath } from '../parsing/urls.ts';
import { parsePagePath, toPagePath } from './page-path.ts';

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
