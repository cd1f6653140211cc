import type { ReportedChecks } from '../../domain/checks.ts';
import { type PullRequest, unknownFields } from '../../domain/diff-status.ts';
import { type ForgeApi, isRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import { countReadRuns } from '../client/unreadable-checks.ts';
import type { Access, Check, PullRequestReference } from '../forge.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { type BranchAnswer, type BranchRules, toRequiredNames } from './branch-rules.ts';
import { checksGrant, listChecks } from './checks.ts';
import { areRulesMet, toMergeability } from './mergeability.ts';
import { listReviews, toReviewSummary } from './reviews.ts';

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
  const branch = await findRules(reference, answer, rules, access);
  if (isRateLimited(branch)) return branch;
  const { officialApprovals, ...reviewFields } = summary;
  const known = orUnknown(branch, null);
  const value = {
    ...reviewFields,
    // S9: without the rules, an optional check that failed would count as a required one.
    checks: branch.kind === 'read' ? orUnknown(countHeadChecks(listed, answer, known), null) : null,
    mergeability: toMergeability(
      answer,
      known && areRulesMet(known, officialApprovals, orUnknown(listed, null)),
      now,
    ),
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

/** Null for a settled pull request, for which they matter no more. */
async function findRules(
  { repository }: PullRequestReference,
  { state, baseBranch }: PullRequestAnswer,
  rules: BranchRules,
  access: Access,
): Promise<MaybeRead<BranchAnswer | null>> {
  if (state !== 'open') return { kind: 'read', value: null };
  return rules.find(repository, baseBranch, access);
}

function countHeadChecks(
  listed: MaybeRead<Check[] | null>,
  { head }: PullRequestAnswer,
  branch: BranchAnswer | null,
): MaybeRead<ReportedChecks | null> {
  if (listed.kind === 'unread') {
    return countReadRuns(listed, checksGrant, { headSha: head.sha, requiredNames: null });
  }
  const { value } = listed;
  if (value === null) return { kind: 'read', value: null };
  const requiredNames = branch && toRequiredNames(branch, value);
  return countReadRuns({ kind: 'read', value }, checksGrant, { headSha: head.sha, requiredNames });
}
