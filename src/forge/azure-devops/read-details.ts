import type { PullRequest } from '../../domain/diff-status.ts';
import { findRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { toChecks, unknownFields } from '../lookup/count-checks.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import { toCheckList } from './checks.ts';
import type { Counts } from './counts.ts';
import { listLabels } from './labels.ts';
import { toMergeability, toReviewDecision } from './mergeability.ts';
import { listPolicies } from './policies.ts';
import { toPageUrl } from './pull-requests.ts';
import { type ReviewSummary, toReviewSummary } from './reviews.ts';
import { listStatuses } from './statuses.ts';
import { countUnresolvedThreads } from './threads.ts';

/** What a pull request does not tell of itself, or not in our words. */
export type PullRequestDetails = ReviewSummary &
  Pick<
    PullRequest,
    | 'checks'
    | 'mergeability'
    | 'reviewDecision'
    | 'unresolvedThreads'
    | 'labels'
    | 'commits'
    | 'changedFiles'
  >;

/** Unread when a rate limit was met on the way; whatever else cannot be read is not told. */
export async function readDetails(
  answer: PullRequestAnswer,
  { webBaseUrl, api, counts }: { webBaseUrl: string; api: AzureDevOpsApi; counts: Counts },
  access: Access,
): Promise<MaybeRead<PullRequestDetails>> {
  const [policies, statuses, threads, labels, commits, files] = await Promise.all([
    listPolicies(answer, api, access),
    listStatuses(answer, api, access),
    countUnresolvedThreads(answer, api, access),
    listLabels(answer, api, access),
    counts.countCommits(answer, access),
    counts.countChangedFiles(answer, access),
  ]);
  const limited = findRateLimited([policies, statuses, threads, labels, commits, files]);
  if (limited) return limited;
  const reviews = toReviewSummary(answer);
  const rules = orUnknown(policies, null);
  const posted = orUnknown(statuses, null);
  const value = {
    ...reviews,
    checks:
      rules && posted ? toChecks(toCheckList(rules, posted, answer.repository, webBaseUrl)) : null,
    mergeability: toMergeability(answer, rules),
    reviewDecision: toReviewDecision(reviews, rules),
    unresolvedThreads: orUnknown(threads, null),
    labels: orUnknown(labels, null),
    commits: orUnknown(commits, null),
    changedFiles: orUnknown(files, null),
  };
  return { kind: 'read', value };
}

export function toPullRequest(
  answer: PullRequestAnswer,
  details: PullRequestDetails,
  webBaseUrl: string,
): PullRequest {
  const settledAt = parseInstant(answer.settledAt);
  return {
    ...unknownFields,
    ...details,
    url: toPageUrl(answer, webBaseUrl),
    number: answer.number,
    state: answer.state,
    title: toPlainText(answer.title, 1000),
    draft: answer.draft,
    // While it is open Azure tells when it was made, never when it changed.
    changedAt: settledAt,
    settledAt,
    additions: null,
    deletions: null,
    authorLogin: answer.authorLogin === null ? null : toPlainText(answer.authorLogin, 200),
    authorAvatarUrl: answer.authorAvatarUrl,
    baseBranch: answer.baseBranch,
    headBranch: answer.head.branch,
    headSha: answer.head.sha,
    autoMerge: answer.state === 'open' && answer.autoComplete,
    inMergeQueue: false,
  };
}
