import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import { fetchKnownFirst } from '../lookup/find-pull-request.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findOpenPullRequest } from './find-pull-request.ts';
import { isFromRow } from './is-from-row.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import { type DetailSource, readDetails, toPullRequest } from './read-details.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface GitLabStatusSource extends DetailSource {
  webBaseUrl: string;
  repositories: Repositories;
}

/** The known merge request first; a new one is looked for unless that is open and the row's own. */
export function fetchStatus(
  request: StatusRequest,
  source: GitLabStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = source;
  return fetchKnownFirst<PullRequestAnswer>(request.known, {
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    readRepository: (repository) => repositories.read(repository, access),
    isFromRow: (answer) => isFromRow(answer, request, repositories, access),
    findOpen: () => findOpenPullRequest(request, api, repositories, access),
    isHeadGone: ({ headRepositoryId }) => headRepositoryId === null,
    toOutcome: ({ reference, answer }) => toOutcome(reference, answer, source, access),
  });
}

async function toOutcome(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  source: GitLabStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const details = await readDetails(reference, answer, source, access);
  if (details.kind === 'unread') return details.outcome;
  const page = toPageUrl(answer, reference, source.webBaseUrl);
  return { kind: 'refreshed', pullRequest: toPullRequest(answer, details.value, page) };
}
