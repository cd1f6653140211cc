import type { PullRequest } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { MaybeRead } from '../client/forge-api.ts';
import type { Access, StatusRequest } from '../forge.ts';
import {
  completeLookup,
  type FoundPullRequest,
  findPullRequest,
  type SingleLookupDeps,
} from '../lookup/find-pull-request.ts';
import { isFromRow, type Row } from '../lookup/is-from-row.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import type { Counts } from './counts.ts';
import { findOpenPullRequest } from './find-pull-request.ts';
import { readPullRequest } from './pull-requests.ts';
import { readDetails, toPullRequest } from './read-details.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface StatusDeps {
  webBaseUrl: string;
  api: AzureDevOpsApi;
  repositories: Repositories;
  counts: Counts;
}

export async function fetchStatus(
  request: StatusRequest,
  statusDeps: StatusDeps,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = statusDeps;
  const deps: SingleLookupDeps<PullRequestAnswer> = {
    repositories,
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toStateAndHead: (answer) => answer,
    // This concerns only the known pull request, which matched the row before.
    isFromDeletedFork: () => true,
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    findOpen: () => findOwn(request, statusDeps, access),
  };
  const lookup = await findPullRequest(request, deps, access);
  return completeLookup(lookup, ({ answer }) => complete(answer, statusDeps, access));
}

/** The list says which pull request to read; only that one reports its head reliably. */
async function findOwn(
  row: Row,
  { api, repositories }: StatusDeps,
  access: Access,
): Promise<MaybeRead<FoundPullRequest<PullRequestAnswer> | undefined>> {
  const listed = await findOpenPullRequest(row, api, repositories, access);
  if (listed.kind === 'unread') return listed;
  if (!listed.value) return { kind: 'read', value: undefined };
  const { reference } = listed.value;
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read;
  const isOwn = await isFromRow(read.value.head, row, { repositories }, access);
  if (typeof isOwn !== 'boolean') return isOwn;
  return { kind: 'read', value: isOwn ? { reference, answer: read.value } : undefined };
}

async function complete(
  answer: PullRequestAnswer,
  { webBaseUrl, api, counts }: StatusDeps,
  access: Access,
): Promise<MaybeRead<PullRequest>> {
  const details = await readDetails(answer, { webBaseUrl, api, counts }, access);
  if (details.kind === 'unread') return details;
  return { kind: 'read', value: toPullRequest(answer, details.value, webBaseUrl) };
}
