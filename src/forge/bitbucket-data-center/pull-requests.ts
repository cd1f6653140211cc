import type { PullRequest } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { unknownFields } from '../lookup/count-checks.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';
import { type PullRequestAnswer, parsePullRequest } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';
import { toInstant } from './instants.ts';
import type { PullRequestDetails } from './read-details.ts';
import { toReviewSummary } from './reviews.ts';
import { toPullRequestUrl } from './urls.ts';

const reading: Reading<PullRequestAnswer> = { shape: 'pull-request/2', parse: parsePullRequest };

/** Faces are named in an answer only when their size is. */
export const withFaces = 'avatarSize=64';

export function readPullRequest(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<Read<PullRequestAnswer> | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}?${withFaces}`;
  return api.read({ url, subject: `the ${toSubject(reference)}`, reading }, access);
}

export function toPullRequestApiUrl(reference: PullRequestReference, api: ForgeApi): string {
  return `${toRepositoryApiUrl(reference.repository, api)}/pull-requests/${reference.number}`;
}

/** e.g. `pull request ACME/app#12`. */
export function toSubject({ repository, number }: PullRequestReference): string {
  return `pull request ${toFullName(repository)}#${number}`;
}

/** By the repository it merges into, as that is called today. */
export function toReference({ base, number }: PullRequestAnswer): PullRequestReference {
  const { owner, name } = base.repository;
  return { repository: { owner, name }, number };
}

export function toPullRequest(
  answer: PullRequestAnswer,
  details: PullRequestDetails,
  webBaseUrl: string,
): PullRequest {
  const { number, state, draft, authorLogin, head, base } = answer;
  return {
    ...unknownFields,
    ...toReviewSummary(answer.reviewers, authorLogin),
    ...details,
    url: toPullRequestUrl(toReference(answer), webBaseUrl),
    number,
    state,
    title: toPlainText(answer.title, 1000),
    draft,
    changedAt: toInstant(answer.changedAt),
    settledAt: state === 'open' ? null : toInstant(answer.settledAt ?? answer.changedAt),
    authorLogin,
    authorAvatarUrl: answer.authorAvatarUrl,
    baseBranch: base.branch,
    headBranch: head.branch,
    headSha: head.sha,
    unresolvedThreads: answer.openTasks,
  };
}
