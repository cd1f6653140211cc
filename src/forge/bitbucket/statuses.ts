import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import { findPullRequest, type SingleLookupDeps } from '../lookup/find-pull-request.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findOpenPullRequest, type PullRequestSource } from './find-pull-request.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import { type DetailReader, toPullRequest } from './read-details.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface BitbucketStatusSource extends PullRequestSource {
  webBaseUrl: string;
  details: DetailReader;
}

export async function fetchStatus(
  request: StatusRequest,
  source: BitbucketStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = source;
  const deps: SingleLookupDeps<PullRequestAnswer> = {
    repositories,
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toStateAndHead: (answer) => ({ state: answer.state, head: answer.source }),
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    findOpen: () => findOpenPullRequest(request, source, access),
  };
  const lookup = await findPullRequest(request, deps, access);
  if (lookup.kind !== 'found') return lookup;
  return toOutcome(lookup.reference, lookup.answer, source, access);
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
