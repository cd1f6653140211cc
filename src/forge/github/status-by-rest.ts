import { type CheckRun, type ReportedChecks, toRun } from '../../domain/checks.ts';
import { type PullRequest, unknownFields } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import { type ForgeApi, isRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import { countRuns, type ReadRuns, toReadRuns } from '../client/unreadable-checks.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import {
  completeLookup,
  findPullRequest,
  type Lookup,
  type ReadPullRequest,
} from '../lookup/find-pull-request.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { checksGrant, listHeadChecks } from './checks.ts';
import {
  buildLookupDeps,
  type FetchedPullRequest,
  findOpenPullRequest,
  noGraphQlFacts,
} from './find-pull-request.ts';
import { toThreadFacts } from './graphql/count-threads.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import type { RequiredChecks } from './required-checks.ts';
import { listReviews, type ReviewSummary, toReviewSummary } from './reviews.ts';

export interface GitHubStatusDeps {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
  requiredChecks: RequiredChecks;
}

export type GitHubLookup = Lookup<FetchedPullRequest>;

/** Looks up one row by REST. */
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
      findOpen: (row) => findOpenPullRequest(row, api, repositories, access),
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
  const unread = { reviews: undefined, checks: undefined, threads: undefined };
  return { kind: 'read', value: { answer, unchanged, ...unread, facts: noGraphQlFacts } };
}

type CompletionDeps = Pick<GitHubStatusDeps, 'webBaseUrl' | 'api' | 'requiredChecks'>;

/** Reads by REST what the lookup did not read. */
export async function completeByRest(
  lookup: GitHubLookup,
  deps: CompletionDeps,
  access: Access,
): Promise<FetchOutcome> {
  return completeLookup(lookup, (found) => complete(found, deps, access));
}

async function complete(
  found: ReadPullRequest<FetchedPullRequest>,
  deps: CompletionDeps,
  access: Access,
): Promise<MaybeRead<PullRequest>> {
  const { webBaseUrl, api } = deps;
  const { reference, answer: fetched } = found;
  const listed = fetched.reviews
    ? { kind: 'read' as const, value: fetched.reviews }
    : await listReviews(reference, api, access);
  if (listed.kind === 'unread') return listed;
  const checks = await completeChecks(found, deps, access);
  if (checks.kind === 'unread') return checks;
  const summary = toReviewSummary(listed.value, fetched.answer.authorLogin);
  const url = toPageUrl(fetched.answer, reference, webBaseUrl);
  const pullRequest = toPullRequest(fetched.answer, summary, url);
  const facts = { ...fetched.facts, ...toThreadFacts(fetched.threads) };
  return { kind: 'read', value: { ...pullRequest, ...facts, checks: checks.value } };
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

/** Null for a settled pull request, whose checks matter no more. */
async function completeChecks(
  found: ReadPullRequest<FetchedPullRequest>,
  { api, requiredChecks }: CompletionDeps,
  access: Access,
): Promise<MaybeRead<ReportedChecks | null>> {
  const { state, head, baseBranch } = found.answer.answer;
  if (state !== 'open') return { kind: 'read', value: null };
  const runs = await readRuns(found.reference, found.answer, api, access);
  if (runs.kind === 'unread') return runs;
  if (runs.value === null || 'unreadable' in runs.value) return { kind: 'read', value: runs.value };
  const names = await requiredChecks.find(found.reference.repository, baseBranch, access);
  // A row that was read by GraphQL does not need REST.
  if (isRateLimited(names) && found.answer.checks === undefined) return names;
  // S9: without the rules, an optional check that failed would count as a required one.
  if (names.kind === 'unread' && !isRateLimited(names)) return { kind: 'read', value: null };
  const requiredNames = orUnknown(names, null);
  const base = { repository: found.reference.repository, branch: baseBranch };
  const marked = requiredChecks.mark(runs.value, requiredNames, base, access);
  return { kind: 'read', value: countRuns(marked, { headSha: head.sha, requiredNames }) };
}

/** By REST, unless GraphQL reported them. */
async function readRuns(
  reference: PullRequestReference,
  { answer: { head }, checks }: FetchedPullRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ReadRuns>> {
  if (checks !== undefined) return { kind: 'read', value: checks };
  if (head.sha === null) return { kind: 'read', value: null };
  const listed = await listHeadChecks(reference, head.sha, api, access);
  if (listed.kind === 'unread') return toReadRuns<CheckRun>(listed, checksGrant);
  return { kind: 'read', value: listed.value.map(toRun) };
}
