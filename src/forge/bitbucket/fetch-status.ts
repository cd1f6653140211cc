import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import { fetchKnownFirst, isFromRow } from '../lookup/find-pull-request.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findOpenPullRequest, type PullRequestSource } from './find-pull-request.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import { type DetailReader, toPullRequest } from './read-details.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface BitbucketStatusSource extends PullRequestSource {
  webBaseUrl: string;
  details: DetailReader;
}

/** The known pull request first; a new one is looked for unless that is open and the row's own. */
export function fetchStatus(
  request: StatusRequest,
  source: BitbucketStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = source;
  return fetchKnownFirst<PullRequestAnswer>(request.known, {
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    readRepository: (repository) => repositories.read(repository, access),
    isFromRow: (answer) => isFromRow(answer.source, request, repositories, access),
    findOpen: () => findOpenPullRequest(request, source, access),
    isHeadGone: (answer) => answer.source.repository === null,
    toOutcome: ({ reference, answer }) => toOutcome(reference, answer, source, access),
  });
}

async function toOutcome(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  { webBaseUrl, details }: BitbucketStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const read = await details.read(reference, answer, access);
  if (read.kind === 'unread') return read.outcome;
  const url = toPageUrl(answer, reference, webBaseUrl);
  return { kind: 'refreshed', pullRequest: toPullRequest(answer, read.value, url) };
}
