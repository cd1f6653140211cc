import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { MaybeRead, Unread } from '../client/forge-api.ts';
import type { Access, StatusRequest } from '../forge.ts';
import {
  type FoundPullRequest,
  fetchKnownFirst,
  isFromRow,
  type Row,
} from '../lookup/find-pull-request.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import type { Counts } from './counts.ts';
import { findOpenPullRequest } from './find-pull-request.ts';
import { readPullRequest } from './pull-requests.ts';
import { readDetails, toPullRequest } from './read-details.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface AzureDevOpsStatusSource {
  webBaseUrl: string;
  api: AzureDevOpsApi;
  repositories: Repositories;
  counts: Counts;
}

/** The known pull request first; a new one is looked for unless that is open and the row's own. */
export function fetchStatus(
  request: StatusRequest,
  source: AzureDevOpsStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = source;
  return fetchKnownFirst<PullRequestAnswer>(request.known, {
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    readRepository: (repository) => repositories.read(repository, access),
    isFromRow: (answer) => isKnownFromRow(answer, request, repositories, access),
    findOpen: () => findOwn(request, source, access),
    isHeadGone: ({ head }) => head.repository === null,
    toOutcome: ({ answer }) => toOutcome(answer, source, access),
  });
}

/** A fork that is not named any more denies nothing of what was found to be the row's before. */
async function isKnownFromRow(
  { head }: PullRequestAnswer,
  row: Row,
  repositories: Repositories,
  access: Access,
): Promise<boolean | Unread> {
  const isNameless = head.repository === null && head.branch === row.branch;
  return isNameless || isFromRow(head, row, repositories, access);
}

/** The list is believed about where to look; the pull request itself says whose it is. */
async function findOwn(
  row: Row,
  { api, repositories }: AzureDevOpsStatusSource,
  access: Access,
): Promise<MaybeRead<FoundPullRequest<PullRequestAnswer> | undefined>> {
  const listed = await findOpenPullRequest(row, api, repositories, access);
  if (listed.kind === 'unread') return listed;
  if (!listed.value) return { kind: 'read', value: undefined };
  const { reference } = listed.value;
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read;
  const isOwn = await isFromRow(read.value.head, row, repositories, access);
  if (typeof isOwn !== 'boolean') return isOwn;
  return { kind: 'read', value: isOwn ? { reference, answer: read.value } : undefined };
}

async function toOutcome(
  answer: PullRequestAnswer,
  { webBaseUrl, api, counts }: AzureDevOpsStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const details = await readDetails(answer, { webBaseUrl, api, counts }, access);
  if (details.kind === 'unread') return details.outcome;
  return { kind: 'refreshed', pullRequest: toPullRequest(answer, details.value, webBaseUrl) };
}
