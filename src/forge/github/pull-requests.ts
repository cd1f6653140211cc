import type { PullRequest } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { unknownFields } from '../lookup/count-checks.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';
import { type PullRequestAnswer, parsePullRequest } from './answers.ts';
import type { ReviewSummary } from './reviews.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

const reading: Reading<PullRequestAnswer> = {
  shape: 'pull-request/2',
  parse: parsePullRequest,
  // While GitHub computes, nothing it says is final.
  isCovered: ({ mergeability }) => mergeability !== 'computing',
};

export function readPullRequest(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<Read<PullRequestAnswer> | Unread> {
  const url = toPullRequestApiUrl(reference, api);
  return api.read({ url, subject: `the ${toSubject(reference)}`, reading }, access);
}

export function toPullRequestApiUrl(reference: PullRequestReference, api: ForgeApi): string {
  return `${api.baseUrl}/repos/${toFullName(reference.repository)}/pulls/${reference.number}`;
}

/** e.g. `pull request acme/app#12`. */
export function toSubject({ repository, number }: PullRequestReference): string {
  return `pull request ${toFullName(repository)}#${number}`;
}

export function toPullRequest(
  answer: PullRequestAnswer,
  reviews: ReviewSummary,
  url: string,
): PullRequest {
  return {
    ...unknownFields,
    ...reviews,
    url,
    number: answer.number,
    state: answer.state,
    title: toPlainText(answer.title, 1000),
    draft: answer.draft,
    changedAt: parseInstant(answer.changedAt),
    settledAt: answer.state === 'open' ? null : parseInstant(answer.settledAt),
    additions: answer.additions,
    deletions: answer.deletions,
    changedFiles: answer.changedFiles,
    commits: answer.commits,
    authorLogin: answer.authorLogin,
    authorAvatarUrl: parseAvatarUrl(answer.authorAvatarUrl),
    baseBranch: answer.baseBranch,
    headBranch: answer.head.branch,
    headSha: answer.head.sha,
    mergeability: answer.mergeability,
    autoMerge: answer.autoMerge,
    requestedReviewers: answer.requestedReviewers,
    labels: answer.labels,
  };
}

/** The page of a pull request. An address elsewhere, whoever gave it, is replaced by our own. */
export function toPageUrl(
  answer: PullRequestAnswer,
  reference: PullRequestReference,
  webBaseUrl: string,
): string {
  const named = answer.url === null ? undefined : parsePullRequestUrl(answer.url, webBaseUrl);
  return toPullRequestUrl(named?.number === answer.number ? named : reference, webBaseUrl);
}

function parseAvatarUrl(text: string | null): string | null {
  if (text === null || text.length > 2000 || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return null;
  // GraphQL names the version of the picture as well: without it both APIs tell the same.
  if (!url.searchParams.has('u')) return text;
  url.searchParams.delete('u');
  return url.href;
}
