import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type PullRequestAnswer, parsePullRequest } from './answers.ts';
import { parsePullRequestUrl, toProjectId, toPullRequestUrl } from './urls.ts';

const reading: Reading<PullRequestAnswer> = { shape: 'merge-request/1', parse: parsePullRequest };

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
  return `${api.baseUrl}/projects/${toProjectId(repository)}/merge_requests/${number}`;
}

/** e.g. `merge request acme/app!12`. */
export function toSubject({ repository, number }: PullRequestReference): string {
  return `merge request ${toFullName(repository)}!${number}`;
}

/** The page of a merge request. An address elsewhere, whoever gave it, is replaced by our own. */
export function toPageUrl(
  answer: Pick<PullRequestAnswer, 'url' | 'number'>,
  reference: PullRequestReference,
  webBaseUrl: string,
): string {
  const named = answer.url === null ? undefined : parsePullRequestUrl(answer.url, webBaseUrl);
  return toPullRequestUrl(named?.number === answer.number ? named : reference, webBaseUrl);
}
