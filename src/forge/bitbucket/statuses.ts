import type { PullRequest } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { MaybeRead } from '../client/forge-api.ts';
import type { Access, StatusRequest } from '../forge.ts';
import {
  completeLookup,
  findPullRequest,
  type ReadPullRequest,
  type SingleLookupDeps,
} from '../lookup/find-pull-request.ts';

import type { PullRequestAnswer } from './answers.ts';
import { findOpenPullRequest, type LookupDeps } from './find-pull-request.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import { type DetailReader, toPullRequest } from './read-details.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface StatusDeps extends LookupDeps {
  webBaseUrl: string;
  details: DetailReader;
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
    toStateAndHead: (answer) => ({ state: answer.state, head: answer.source }),
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    findOpen: (row) => findOpenPullRequest(row, statusDeps, access),
  };
  const lookup = await findPullRequest(request, deps, access);
  return completeLookup(lookup, (found) => complete(found, statusDeps, access));
}

async function complete(
  { reference, answer }: ReadPullRequest<PullRequestAnswer>,
  { webBaseUrl, details }: StatusDeps,
  access: Access,
): Promise<MaybeRead<PullRequest>> {
  const read = await details.read(reference, answer, access);
  if (read.kind === 'unread') return read;
  const url = toPageUrl(answer, reference, webBaseUrl);
  return { kind: 'read', value: toPullRequest(answer, read.value, url) };
}
