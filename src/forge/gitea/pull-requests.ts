import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type PullRequestAnswer, parsePullRequest } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

const reading: Reading<PullRequestAnswer> = { shape: 'pull-request/3', parse: parsePullRequest };

export function readPullRequest(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<Read<PullRequestAnswer> | Unread> {
  const url = toPullRequestApiUrl(reference, api);
  return api.read({ url, subject: `the ${toSubject(reference)}`, reading }, access);
}

export function toPullRequestApiUrl(
  { repository, number }: PullRequestReference,
  api: Pick<ForgeApi, 'baseUrl'>,
): string {
  return `${toRepositoryApiUrl(repository, api)}/pulls/${number}`;
}

/** For error messages: `pull request acme/app#12`. */
export function toSubject({ repository, number }: PullRequestReference): string {
  return `pull request ${toFullName(repository)}#${number}`;
}

/** The page of a pull request. A URL outside this Gitea is replaced by the one we build. */
export function toPageUrl(
  { url, number }: Pick<PullRequestAnswer, 'url' | 'number'>,
  reference: PullRequestReference,
  webBaseUrl: string,
): string {
  const named = url === null ? undefined : parsePullRequestUrl(url, webBaseUrl);
  return toPullRequestUrl(named?.number === number ? named : reference, webBaseUrl);
}
