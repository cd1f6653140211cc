import type { Checks } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Reading } from '../conditional-client.ts';
import type { Access, StatusRequest } from '../forge.ts';
import type { ForgeApi, Unread } from '../forge-api.ts';
import type { UnreadOutcome } from '../outcome-of-answer.ts';
import { listAll } from '../paged-list.ts';
import { toChecks } from '../to-checks.ts';
import { type Answers, type Asks, type Decision, decideStatus } from './decide-status.ts';
import { findOpenPullRequest } from './find-pull-request.ts';
import { listHeadChecks } from './head-checks.ts';
import { isPageCovered, pageSize } from './pages.ts';
import {
  readPullRequest,
  toPageUrl,
  toPullRequest,
  toPullRequestApiUrl,
  toSubject,
} from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { parseReviews, type Review, toReviewSummary } from './reviews.ts';
import { noGraphQlFacts, type OwnPullRequest } from './told.ts';

export interface GitHubStatusSource {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
}

const mostReviewPages = 50;
const reviewsReading: Reading<Review[]> = {
  shape: 'reviews/1',
  parse: parseReviews,
  isCovered: isPageCovered,
};

/** One row by REST. */
export async function fetchStatus(
  request: StatusRequest,
  source: GitHubStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  return toStatus(await decideByRest(request, source, access), source, access);
}

export async function decideByRest(
  request: StatusRequest,
  source: GitHubStatusSource,
  access: Access,
): Promise<Decision> {
  const decision = decideStatus(request, source, access);
  let step = await decision.next();
  while (!step.done) step = await decision.next(await answer(step.value, source, access));
  return step.value;
}

async function answer(
  { read: reference, find }: Asks,
  { api, repositories }: GitHubStatusSource,
  access: Access,
): Promise<Answers> {
  const read = reference && (await readPullRequest(reference, api, access));
  if (read?.kind === 'unread') return { read };
  const found = find && (await findOpenPullRequest(find, api, repositories, access));
  if (!read) return { found };
  const { value, unchanged } = read;
  const unasked = { reviews: undefined, checks: undefined, facts: noGraphQlFacts };
  return { read: { kind: 'read', told: { answer: value, unchanged, ...unasked } }, found };
}

/** Reads by REST what was not told yet. */
export async function toStatus(
  decision: Decision,
  source: Pick<GitHubStatusSource, 'webBaseUrl' | 'api'>,
  access: Access,
): Promise<FetchOutcome> {
  if (decision.kind !== 'own') return decision;
  const { reference, told } = decision;
  const reviews = told.reviews ?? (await listReviews(decision, source.api, access));
  if ('kind' in reviews) return reviews.outcome;
  const checks =
    told.checks === undefined ? await readChecks(decision, source.api, access) : told.checks;
  if (checks !== null && 'kind' in checks) return checks;
  const summary = toReviewSummary(reviews, told.answer.authorLogin);
  const url = toPageUrl(told.answer, reference, source.webBaseUrl);
  const pullRequest = { ...toPullRequest(told.answer, summary, url), ...told.facts, checks };
  return { kind: 'refreshed', pullRequest };
}

async function listReviews(
  { reference }: OwnPullRequest,
  api: ForgeApi,
  access: Access,
): Promise<readonly Review[] | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}/reviews?per_page=${pageSize}`;
  const subject = `the reviews of ${toSubject(reference)}`;
  const listed = await listAll(
    api,
    { url, subject, reading: reviewsReading },
    mostReviewPages,
    access,
  );
  return listed.kind === 'unread' ? listed : listed.value;
}

/** Null when they cannot be read, which harms nothing else (S9); nobody asks for those of the past. */
async function readChecks(
  { reference, told }: OwnPullRequest,
  api: ForgeApi,
  access: Access,
): Promise<Checks | null | Extract<UnreadOutcome, { kind: 'rate_limited' }>> {
  const { state, head } = told.answer;
  if (state !== 'open' || head.sha === null) return null;
  const listed = await listHeadChecks(reference, head.sha, api, access);
  if (listed.kind === 'read') return toChecks(listed.value);
  return listed.outcome.kind === 'rate_limited' ? listed.outcome : null;
}
