import type { Checks } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { UnreadOutcome } from '../client/outcomes.ts';
import type { Access, StatusRequest } from '../forge.ts';
import { toChecks } from '../lookup/count-checks.ts';
import { type Answers, type Asks, type Decision, decideStatus } from './decide-status.ts';
import { findOpenPullRequest } from './find-pull-request.ts';
import { listHeadChecks } from './head-checks.ts';
import { listReviews } from './list-reviews.ts';
import { readPullRequest, toPageUrl, toPullRequest } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { toReviewSummary } from './reviews.ts';
import { noGraphQlFacts, type OwnPullRequest } from './told.ts';

export interface GitHubStatusSource {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
}

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
  const listed = told.reviews
    ? { kind: 'read' as const, value: told.reviews }
    : await listReviews(reference, source.api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const checks =
    told.checks === undefined ? await readChecks(decision, source.api, access) : told.checks;
  if (checks !== null && 'kind' in checks) return checks;
  const summary = toReviewSummary(listed.value, told.answer.authorLogin);
  const url = toPageUrl(told.answer, reference, source.webBaseUrl);
  const pullRequest = { ...toPullRequest(told.answer, summary, url), ...told.facts, checks };
  return { kind: 'refreshed', pullRequest };
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
