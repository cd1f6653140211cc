import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type PullRequestAnswer, parsePullRequest } from './answers.ts';
import { toProjectApiUrl } from './api.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

const reading: Reading<PullRequestAnswer> = { shape: 'merge-request/4', parse: parsePullRequest };

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
  return `${toProjectApiUrl(repository, api)}/merge_requests/${number}`;
}

/** For error messages: `merge request acme/app!12`. */
export function toSubject({ repository, number }: PullRequestReference): string {
  return `merge request ${toFullName(repository)}!${number}`;
}

/** The page of a merge request. A URL outside this GitLab is replaced by the one we build. */
export function toPageUrl(
  answer: Pick<PullRequestAnswer, 'url' | 'number'>,
  reference: PullRequestReference,
  webBaseUrl: string,
): string {
  const named = answer.url === null ? undefined : parsePullRequestUrl(answer.url, webBaseUrl);
  return toPullRequestUrl(named?.number === answer.number ? named : reference, webBaseUrl);
}
