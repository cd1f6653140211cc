import type { Checks, PullRequest } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { UnreadOutcome } from '../client/outcomes.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import { toChecks, unknownFields } from '../lookup/count-checks.ts';
import { findPullRequest, type Lookup, type ReadPullRequest } from '../lookup/find-pull-request.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { listHeadChecks } from './checks.ts';
import {
  buildLookupDeps,
  type FetchedPullRequest,
  findOpenPullRequest,
  noGraphQlFacts,
} from './find-pull-request.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { listReviews, type ReviewSummary, toReviewSummary } from './reviews.ts';

export interface GitHubStatusDeps {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
}

export type GitHubLookup = Lookup<FetchedPullRequest>;

/** Fetches one row by REST. */
export async function fetchStatus(
  request: StatusRequest,
  deps: GitHubStatusDeps,
  access: Access,
): Promise<FetchOutcome> {
  return completeByRest(await lookUpByRest(request, deps, access), deps, access);
}

export function lookUpByRest(
  request: StatusRequest,
  deps: GitHubStatusDeps,
  access: Access,
): Promise<GitHubLookup> {
  const { api, repositories } = deps;
  return findPullRequest<FetchedPullRequest>(
    request,
    {
      ...buildLookupDeps(deps),
      readPullRequest: (reference) => readByRest(reference, api, access),
      findOpen: () => findOpenPullRequest(request, api, repositories, access),
    },
    access,
  );
}

async function readByRest(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FetchedPullRequest>> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read;
  const { value: answer, unchanged } = read;
  const unread = { reviews: undefined, checks: undefined, facts: noGraphQlFacts };
  return { kind: 'read', value: { answer, unchanged, ...unread } };
}

/** Reads by REST what the lookup did not read. */
export async function completeByRest(
  lookup: GitHubLookup,
  { webBaseUrl, api }: Pick<GitHubStatusDeps, 'webBaseUrl' | 'api'>,
  access: Access,
): Promise<FetchOutcome> {
  if (lookup.kind !== 'found') return lookup;
  const { reference, answer: fetched } = lookup;
  const listed = fetched.reviews
    ? { kind: 'read' as const, value: fetched.reviews }
    : await listReviews(reference, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const checks =
    fetched.checks === undefined ? await readChecks(lookup, api, access) : fetched.checks;
  if (checks !== null && 'kind' in checks) return checks;
  const summary = toReviewSummary(listed.value, fetched.answer.authorLogin);
  const url = toPageUrl(fetched.answer, reference, webBaseUrl);
  const pullRequest = { ...toPullRequest(fetched.answer, summary, url), ...fetched.facts, checks };
  return { kind: 'refreshed', pullRequest };
}

function toPullRequest(
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

function parseAvatarUrl(text: string | null): string | null {
  if (text === null || text.length > 2000 || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return null;
  // Only GraphQL adds the version of the picture. Without it both APIs report the same URL.
  if (!url.searchParams.has('u')) return text;
  url.searchParams.delete('u');
  return url.href;
}

/** Null for a settled pull request, and when they cannot be read, which fails nothing else (S9). */
async function readChecks(
  { reference, answer: { answer } }: ReadPullRequest<FetchedPullRequest>,
  api: ForgeApi,
  access: Access,
): Promise<Checks | null | Extract<UnreadOutcome, { kind: 'rate_limited' }>> {
  const { state, head } = answer;
  if (state !== 'open' || head.sha === null) return null;
  const listed = await listHeadChecks(reference, head.sha, api, access);
  if (listed.kind === 'read') return toChecks(listed.value);
  return listed.outcome.kind === 'rate_limited' ? listed.outcome : null;
}
