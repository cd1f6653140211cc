import { countChecks } from '../../domain/checks.ts';
import { type PullRequest, unknownFields } from '../../domain/diff-status.ts';
import { type ForgeApi, isRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import type { Access, Check, PullRequestReference } from '../forge.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { BranchRules } from './branch-rules.ts';
import { listChecks } from './checks.ts';
import { areRulesMet, toMergeability } from './mergeability.ts';
import { listReviews, type ReviewSummary, toReviewSummary } from './reviews.ts';

/** What Gitea reports about a pull request in separate responses. */
export type PullRequestDetails = Pick<
  PullRequest,
  'changesRequested' | 'approved' | 'reviewerCount' | 'checks' | 'mergeability'
>;

/** Only the reviews are required: whatever else cannot be read stays unknown. */
export async function readDetails(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  { api, rules, now }: { api: ForgeApi; rules: BranchRules; now: number },
  access: Access,
): Promise<MaybeRead<PullRequestDetails>> {
  const reviews = await listReviews(reference, api, access);
  if (reviews.kind === 'unread') return reviews;
  const summary = toReviewSummary(reviews.value, answer.authorLogin);
  // S5: a rate limit stops more than this row.
  const listed = await listHeadChecks(reference, answer, api, access);
  if (isRateLimited(listed)) return listed;
  const checks = orUnknown(listed, null);
  const rulesMet = await checkRules(reference, answer, summary, checks, rules, access);
  if (isRateLimited(rulesMet)) return rulesMet;
  const { officialApprovals: _, ...reviewFields } = summary;
  const value = {
    ...reviewFields,
    checks: checks && countChecks(checks, { headSha: answer.head.sha, requiredNames: null }),
    mergeability: toMergeability(answer, orUnknown(rulesMet, null), now),
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

/** Whether the rules of the base branch are met; null if unknown. */
async function checkRules(
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
  return { kind: 'read', value: areRulesMet(branch.value, officialApprovals, checks) };
}
