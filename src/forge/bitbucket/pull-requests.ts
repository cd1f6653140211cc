import type { PullRequest } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { unknownFields } from '../lookup/count-checks.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type PullRequestAnswer, type PullRequestCore, parsePullRequest } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { toReviewSummary } from './reviews.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

/** What a pull request does not tell of itself. */
export type PullRequestDetails = Pick<
  PullRequest,
  | 'additions'
  | 'deletions'
  | 'changedFiles'
  | 'countsAtLeast'
  | 'commits'
  | 'headSha'
  | 'checks'
  | 'mergeability'
  | 'unresolvedThreads'
>;

const reading: Reading<PullRequestAnswer> = {
  shape: 'bitbucket-pull-request/3',
  parse: parsePullRequest,
};

export function readPullRequest(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<Read<PullRequestAnswer> | Unread> {
  // When it was closed is told on request only.
  const url = `${toPullRequestApiUrl(reference, api)}?fields=%2Bclosed_on`;
  return api.read({ url, subject: `the ${toSubject(reference)}`, reading }, access);
}

export function toPullRequestApiUrl(reference: PullRequestReference, api: ForgeApi): string {
  return `${toRepositoryApiUrl(reference.repository, api)}/pullrequests/${reference.number}`;
}

/** e.g. `pull request acme/app#12`. */
export function toSubject({ repository, number }: PullRequestReference): string {
  return `pull request ${toFullName(repository)}#${number}`;
}

export function toPullRequest(
  answer: PullRequestAnswer,
  details: PullRequestDetails,
  url: string,
): PullRequest {
  return {
    ...unknownFields,
    ...toReviewSummary(answer.participants, answer.reviewers, answer.author),
    ...details,
    url,
    number: answer.number,
    state: answer.state,
    title: answer.title,
    draft: answer.draft ?? false,
    changedAt: parseInstant(answer.updatedOn),
    settledAt: answer.state === 'open' ? null : parseInstant(answer.closedOn),
    authorLogin: answer.author.name,
    authorAvatarUrl: answer.author.avatarUrl,
    baseBranch: answer.destination.branch,
    headBranch: answer.source.branch,
    inMergeQueue: answer.queued,
  };
}

/** The page of a pull request. An address elsewhere, whoever gave it, is replaced by our own. */
export function toPageUrl(
  answer: PullRequestCore,
  reference: PullRequestReference,
  webBaseUrl: string,
): string {
  const named = answer.url === null ? undefined : parsePullRequestUrl(answer.url, webBaseUrl);
  return toPullRequestUrl(named?.number === answer.number ? named : reference, webBaseUrl);
}
