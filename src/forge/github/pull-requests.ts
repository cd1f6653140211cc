import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type PullRequestAnswer, parsePullRequest } from './answers.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

const reading: Reading<PullRequestAnswer> = {
  shape: 'pull-request/2',
  parse: parsePullRequest,
  // While GitHub computes the mergeability, its response is not final and is read again in full.
  isCovered: ({ mergeability }) => mergeability !== 'computing',
};

export function readPullRequest(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<Read<PullRequestAnswer> | Unread> {
  const url = toPullRequestApiUrl(reference, api);
  return api.read({ url, subject: `the ${toSubject(reference)}`, reading }, access);
}

export function toPullRequestApiUrl(reference: PullRequestReference, api: ForgeApi): string {
  return `${api.baseUrl}/repos/${toFullName(reference.repository)}/pulls/${reference.number}`;
}

/** e.g. `pull request acme/app#12`. */
export function toSubject({ repository, number }: PullRequestReference): string {
  return `pull request ${toFullName(repository)}#${number}`;
}

/** The URL of the page of a pull request. A reported URL of another host is not used. */
export function toPageUrl(
  answer: PullRequestAnswer,
  reference: PullRequestReference,
  webBaseUrl: string,
): string {
  const named = answer.url === null ? undefined : parsePullRequestUrl(answer.url, webBaseUrl);
  return toPullRequestUrl(named?.number === answer.number ? named : reference, webBaseUrl);
}
