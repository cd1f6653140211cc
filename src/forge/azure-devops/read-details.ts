import type { ReportedChecks } from '../../domain/checks.ts';
import { type Label, type PullRequest, unknownFields } from '../../domain/diff-status.ts';
import { findRateLimited, isUnreadForNow, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import { countReadRuns } from '../client/unreadable-checks.ts';
import type { Access } from '../forge.ts';
import { findText, parseInstant, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { type PullRequestAnswer, parseLabels } from './answers.ts';
import { type AzureDevOpsApi, toListReading } from './api.ts';
import { buildChecks, checksGrant } from './checks.ts';
import type { Counts } from './counts.ts';
import { toMergeability, toReviewDecision } from './mergeability.ts';
import { toOwnerParts } from './names.ts';
import { listPolicies, type Policy } from './policies.ts';
import { type LatestStatus, listStatuses } from './posted-statuses.ts';
import { toPageUrl, toPullRequestPath, toSubject } from './pull-requests.ts';
import { type ReviewSummary, toReviewSummary } from './reviews.ts';

/** Facts that need further requests, or rules of Azure's applied to the response. */
export type PullRequestDetails = ReviewSummary &
  Pick<
    PullRequest,
    | 'checks'
    | 'mergeability'
    | 'reviewDecision'
    | 'unresolvedThreads'
    | 'conversationUnread'
    | 'labels'
    | 'commits'
    | 'changedFiles'
    | 'countsAtLeast'
  >;

/** Unread only after a rate limit; any other failure leaves its own fact unknown. */
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
  const knownPolicies = orUnknown(policies, null);
  const checks = countBoth(policies, statuses, answer, webBaseUrl);
  const value = {
    ...reviews,
    checks: orUnknown(checks, null),
    mergeability: toMergeability(answer, knownPolicies),
    reviewDecision: toReviewDecision(reviews, knownPolicies),
    unresolvedThreads: orUnknown(threads, null),
    conversationUnread: isUnreadForNow(threads) || isUnreadForNow(policies),
    labels: orUnknown(labels, null),
    commits: orUnknown(commits, null),
    ...orUnknown(files, { changedFiles: null, countsAtLeast: false }),
  };
  return { kind: 'read', value };
}

/** Partial checks might leave out the failed one. */
function countBoth(
  policies: MaybeRead<Policy[]>,
  statuses: MaybeRead<LatestStatus[]>,
  { repository, head }: PullRequestAnswer,
  webBaseUrl: string,
): MaybeRead<ReportedChecks | null> {
  const headSha = head.sha;
  for (const listed of [policies, statuses]) {
    if (listed.kind === 'unread') {
      return countReadRuns(listed, checksGrant, { headSha, requiredNames: null });
    }
  }
  const checks = buildChecks(
    orUnknown(policies, []),
    orUnknown(statuses, []),
    repository,
    webBaseUrl,
  );
  const requiredNames = checks.filter(({ required }) => required).map(({ name }) => name);
  return countReadRuns({ kind: 'read', value: checks }, checksGrant, { headSha, requiredNames });
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
    // For an open one, Azure reports only when it was created.
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

const labelsReading = {
  shape: 'labels/1',
  parse: (body: unknown) => parseLabels(toFields(body)?.value),
};

/** Requested only when the pull request does not include them. Azure has no label colors. */
async function listLabels(
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<Label[]>> {
  if (answer.labels) return { kind: 'read', value: answer.labels.map(toLabel) };
  const { organization } = toOwnerParts(answer.repository);
  const url = api.toPreviewUrl(organization, `${toPullRequestPath(answer)}/labels`);
  const subject = `the labels of ${toSubject(answer)}`;
  const labels = await api.read({ url, subject, reading: labelsReading }, access);
  return labels.kind === 'unread' ? labels : { kind: 'read', value: labels.value.map(toLabel) };
}

function toLabel(name: string): Label {
  return { name: toPlainText(name, 100), color: null };
}

const threadsReading = toListReading('threads/1', (entry) => {
  const fields = toFields(entry);
  if (!fields) return undefined;
  // Azure records events such as votes as threads without a status.
  const status = findText(fields, 'status');
  const isUnresolved = status === 'active' || status === 'pending';
  return { isUnresolved: isUnresolved && fields.isDeleted !== true };
});

async function countUnresolvedThreads(
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<number>> {
  const { organization } = toOwnerParts(answer.repository);
  const url = api.toUrl(organization, `${toPullRequestPath(answer)}/threads`);
  const subject = `the threads of ${toSubject(answer)}`;
  const threads = await api.read({ url, subject, reading: threadsReading }, access);
  if (threads.kind === 'unread') return threads;
  return { kind: 'read', value: threads.value.filter(({ isUnresolved }) => isUnresolved).length };
}
