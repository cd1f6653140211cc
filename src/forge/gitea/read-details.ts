import type { PullRequest } from '../../domain/diff-status.ts';
import { type ForgeApi, isRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import type { Access, Check, PullRequestReference } from '../forge.ts';
import { toChecks, unknownFields } from '../lookup/count-checks.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { BranchRules } from './branch-rules.ts';
import { listChecks } from './checks.ts';
import { isMet, toMergeability } from './mergeability.ts';
import { listReviews, type ReviewSummary, toReviewSummary } from './reviews.ts';

/** What a pull request does not tell of itself. */
export type PullRequestDetails = Pick<
  PullRequest,
  'changesRequested' | 'approved' | 'reviewerCount' | 'checks' | 'mergeability'
>;

/** Only the reviews are indispensable, and a rate limit on the way stops all. */
export async function readDetails(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  { api, rules, now }: { api: ForgeApi; rules: BranchRules; now: number },
  access: Access,
): Promise<MaybeRead<PullRequestDetails>> {
  const reviews = await listReviews(reference, api, access);
  if (reviews.kind === 'unread') return reviews;
  const summary = toReviewSummary(reviews.value, answer.authorLogin);
  const listed = await listHeadChecks(reference, answer, api, access);
  if (isRateLimited(listed)) return listed;
  const checks = orUnknown(listed, null);
  const met = await findMet(reference, answer, summary, checks, rules, access);
  if (isRateLimited(met)) return met;
  const { officialApprovals: _, ...told } = summary;
  const value = {
    ...told,
    checks: checks && toChecks(checks),
    mergeability: toMergeability(answer, orUnknown(met, null), now),
  };
  return { kind: 'read', value };
}

export function toPullRequest(
  answer: PullRequestAnswer,
  details: PullRequestDetails,
  url: string,
): PullRequest {
  const { head } = answer;
  return {
    ...unknownFields,
    ...details,
    url,
    number: answer.number,
    state: answer.state,
    title: answer.title,
    draft: answer.draft,
    changedAt: parseInstant(answer.changedAt),
    settledAt: answer.state === 'open' ? null : parseInstant(answer.settledAt),
    additions: answer.additions,
    deletions: answer.deletions,
    changedFiles: answer.changedFiles,
    commits: null,
    authorLogin: answer.authorLogin,
    authorAvatarUrl: answer.authorAvatarUrl,
    baseBranch: answer.baseBranch,
    headBranch: head.branch,
    headSha: head.sha,
    requestedReviewers: answer.requestedReviewers,
    labels: answer.labels,
  };
}

async function listHeadChecks(
  { repository }: PullRequestReference,
  { head }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[] | null>> {
  if (head.sha === null) return { kind: 'read', value: null };
  return listChecks(repository, head.sha, api, access);
}

/** Whether it has what its base branch requires; null when that cannot be told. */
async function findMet(
  { repository }: PullRequestReference,
  { state, mergeable, baseBranch }: PullRequestAnswer,
  { officialApprovals }: ReviewSummary,
  checks: Check[] | null,
  rules: BranchRules,
  access: Access,
): Promise<MaybeRead<boolean | null>> {
  if (state !== 'open' || !mergeable) return { kind: 'read', value: null };
  const branch = await rules.find(repository, baseBranch, access);
  if (branch.kind === 'unread') return branch;
  return { kind: 'read', value: isMet(branch.value, officialApprovals, checks) };
}
