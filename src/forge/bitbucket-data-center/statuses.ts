import type { PullRequest } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import {
  completeLookup,
  findPullRequest,
  type SingleLookupDeps,
} from '../lookup/find-pull-request.ts';
import { isSameName } from '../parsing/repository-identity.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { BuildRules } from './build-rules.ts';
import type { Counts } from './counts.ts';
import { findOpenPullRequest, type OpenPullRequests } from './find-pull-request.ts';
import { readPullRequest, toReference } from './pull-requests.ts';
import { readDetails, toPullRequest } from './read-details.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface StatusDeps {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
  counts: Counts;
  rules: BuildRules;
}

export async function fetchStatus(
  request: StatusRequest,
  open: OpenPullRequests,
  statusDeps: StatusDeps,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = statusDeps;
  const deps: SingleLookupDeps<PullRequestAnswer> = {
    repositories,
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toStateAndHead: (answer) => answer,
    readPullRequest: async (reference) =>
      (await findListed(reference, request, open)) ?? readPullRequest(reference, api, access),
    findOpen: (row) => findOpenPullRequest(row, open, repositories, access),
  };
  const lookup = await findPullRequest(request, deps, access);
  return completeLookup(lookup, ({ answer }) => complete(answer, statusDeps, access));
}

/** The list that rows of one repository share contains open pull requests completely. */
async function findListed(
  reference: PullRequestReference,
  { repository }: StatusRequest,
  open: OpenPullRequests,
): Promise<MaybeRead<PullRequestAnswer> | undefined> {
  const list = await open.findAll(repository);
  if (list?.kind !== 'read') {
    return list?.outcome.kind === 'rate_limited' ? list : undefined;
  }
  const value = list.value.find((answer) => {
    const listed = toReference(answer);
    return (
      listed.number === reference.number && isSameName(listed.repository, reference.repository)
    );
  });
  return value && { kind: 'read', value };
}

async function complete(
  answer: PullRequestAnswer,
  { webBaseUrl, api, rules, counts }: StatusDeps,
  access: Access,
): Promise<MaybeRead<PullRequest>> {
  const details = await readDetails(answer, { api, rules, counts }, access);
  if (details.kind === 'unread') return details;
  return { kind: 'read', value: toPullRequest(answer, details.value, webBaseUrl) };
}
