import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type PullRequestAnswer, type PullRequestCore, parsePullRequest } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

const reading: Reading<PullRequestAnswer> = {
  shape: 'bitbucket-pull-request/4',
  parse: parsePullRequest,
};

export function readPullRequest(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<Read<PullRequestAnswer> | Unread> {
  // Bitbucket includes `closed_on` only on request.
  const url = `${toPullRequestApiUrl(reference, api)}?fields=%2Bclosed_on`;
  return api.read({ url, subject: `the ${toSubject(reference)}`, reading }, access);
}

export function toPullRequestApiUrl(reference: PullRequestReference, api: ForgeApi): string {
  return `${toRepositoryApiUrl(reference.repository, api)}/pullrequests/${reference.number}`;
}

/** e.g. `pull request acme/app#12`. */
export function toSubject({ repository, number }: PullRequestReference): string {
  return `pull request ${toFullName(repository)}#${number}`;
}

/** The page of a pull request. A reported URL of another host is replaced. */
export function toPageUrl(
  answer: PullRequestCore,
  reference: PullRequestReference,
  webBaseUrl: string,
): string {
  const named = answer.url === null ? undefined : parsePullRequestUrl(answer.url, webBaseUrl);
  return toPullRequestUrl(named?.number === answer.number ? named : reference, webBaseUrl);
}
