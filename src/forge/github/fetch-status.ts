import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Reading } from '../conditional-client.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { GitHubApi, Unread } from './api.ts';
import { findOpenPullRequest } from './find-pull-request.ts';
import { isPageCovered, listAll, pageSize } from './pages.ts';
import {
  readPullRequest,
  toPageUrl,
  toPullRequest,
  toPullRequestApiUrl,
  toSubject,
} from './pull-requests.ts';
import { isSameRepository, type Repositories } from './repositories.ts';
import { isSameName } from './repository-name.ts';
import { parseReviews, type Review, toReviewSummary } from './reviews.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface GitHubStatusSource {
  webBaseUrl: string;
  api: GitHubApi;
  repositories: Repositories;
}

interface OwnPullRequest {
  kind: 'own';
  reference: PullRequestReference;
  answer: PullRequestAnswer;
}

/** What became of the pull request that is stored for a row. */
type KnownState = OwnPullRequest | { kind: 'gone' } | Unread;

const mostReviewPages = 50;
const reviewsReading: Reading<Review[]> = {
  shape: 'reviews/1',
  parse: parseReviews,
  isCovered: isPageCovered,
};

/** The known pull request first; a new one is looked for unless that is open and the row's own. */
export async function fetchStatus(
  request: StatusRequest,
  source: GitHubStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const known = request.known && (await readKnown(request.known.url, request, source, access));
  if (known?.kind === 'unread') return known.outcome;
  if (known?.kind === 'own' && known.answer.state === 'open') {
    return toStatus(known, source, access);
  }
  const { api, repositories } = source;
  const found = await findOpenPullRequest(request, api, repositories, access);
  if (found.kind === 'unread') {
    // The head repository is gone for good: no newer pull request can come from it.
    const isLast = known?.kind === 'own' && isHeadDeleted(known.answer) && found.status === 404;
    return isLast ? toStatus(known, source, access) : found.outcome;
  }
  if (found.reference && !isKnown(found.reference, known)) {
    return readStatus(found.reference, source, access);
  }
  if (known?.kind === 'own') return toStatus(known, source, access);
  return { kind: known ? 'pull_request_gone' : 'no_pull_request' };
}

async function readKnown(
  url: string,
  request: StatusRequest,
  { webBaseUrl, api, repositories }: GitHubStatusSource,
  access: Access,
): Promise<KnownState> {
  const reference = parsePullRequestUrl(url, webBaseUrl);
  if (!reference) return { kind: 'gone' };
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') {
    if (read.status !== 404 && read.status !== 410) return read;
    // S9: a token that lost its access sees the same 404 as everyone does of a deleted one.
    const repository = await repositories.read(reference.repository, access);
    return repository.kind === 'unread' ? repository : { kind: 'gone' };
  }
  const isOwn = await isFromRow(read.value, request, repositories, access);
  if (typeof isOwn !== 'boolean') return isOwn;
  return isOwn ? { kind: 'own', reference, answer: read.value } : { kind: 'gone' };
}

/** Head repository and branch must both be the row's, never the branch name alone. */
async function isFromRow(
  { head }: PullRequestAnswer,
  { repository, branch }: StatusRequest,
  repositories: Repositories,
  access: Access,
): Promise<boolean | Unread> {
  if (head.branch !== branch) return false;
  if (!head.repository) return head.ownerLogin?.toLowerCase() === repository.owner.toLowerCase();
  if (isSameName(head.repository, repository)) return true;
  // Renamed since the row was reported: a remembered name may confirm that, only a fresh one deny it.
  const remembered = await repositories.find(repository, access);
  if (remembered.kind === 'unread') return remembered;
  if (isSameRepository(remembered.value, head.repository)) return true;
  const current = await repositories.read(repository, access);
  return current.kind === 'unread' ? current : isSameRepository(current.value, head.repository);
}

async function readStatus(
  reference: PullRequestReference,
  source: GitHubStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const read = await readPullRequest(reference, source.api, access);
  if (read.kind === 'unread') return read.outcome;
  return toStatus({ kind: 'own', reference, answer: read.value }, source, access);
}

async function toStatus(
  { reference, answer }: OwnPullRequest,
  { webBaseUrl, api }: GitHubStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const url = `${toPullRequestApiUrl(reference, api)}/reviews?per_page=${pageSize}`;
  const request = {
    url,
    subject: `the reviews of ${toSubject(reference)}`,
    reading: reviewsReading,
  };
  const reviews = await listAll(api, request, mostReviewPages, access);
  if (reviews.kind === 'unread') return reviews.outcome;
  const summary = toReviewSummary(reviews.value, answer.authorLogin);
  const page = toPageUrl(answer, reference, webBaseUrl);
  return { kind: 'refreshed', pullRequest: toPullRequest(answer, summary, page) };
}

function isHeadDeleted({ head }: PullRequestAnswer): boolean {
  return head.repository === null;
}

function isKnown(reference: PullRequestReference, known: KnownState | undefined): boolean {
  return (
    known?.kind === 'own' &&
    known.reference.number === reference.number &&
    isSameName(known.reference.repository, reference.repository)
  );
}
