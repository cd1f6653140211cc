import type { Checks, PullRequest } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import {
  type ForgeApi,
  findRateLimited,
  isRateLimited,
  type MaybeRead,
  orUnknown,
} from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { toChecks, unknownFields } from '../lookup/count-checks.ts';
import { toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { type PullRequestAnswer, toInstant } from './answers.ts';
import { listChecks } from './checks.ts';
import { type ChangeCounts, type Counts, noCounts } from './counts.ts';
import { toPullRequestApiUrl, toReference, toSubject } from './pull-requests.ts';
import { toReviewSummary } from './reviews.ts';
import { toPullRequestUrl } from './urls.ts';

/** What other addresses than the pull request's own tell of it. */
export type PullRequestDetails = ChangeCounts & Pick<PullRequest, 'checks' | 'mergeability'>;

/** Unread when a rate limit was met on the way; whatever else cannot be read is not told. */
export async function readDetails(
  answer: PullRequestAnswer,
  { api, counts }: { api: ForgeApi; counts: Counts },
  access: Access,
): Promise<MaybeRead<PullRequestDetails>> {
  const [counted, checks, mergeability] = await Promise.all([
    counts.read(answer, access),
    countChecks(answer, api, access),
    readMergeability(answer, api, access),
  ]);
  const limited = findRateLimited([counted, checks, mergeability]);
  if (limited) return limited;
  const value = {
    ...orUnknown(counted, noCounts),
    checks: orUnknown(checks, null),
    mergeability: orUnknown(mergeability, 'unknown'),
  };
  return { kind: 'read', value };
}

async function countChecks(
  { head }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Checks | null>> {
  if (head.sha === null) return { kind: 'read', value: null };
  const checks = await listChecks(head.sha, api, access);
  return checks.kind === 'unread' ? checks : { kind: 'read', value: toChecks(checks.value) };
}

export function toPullRequest(
  answer: PullRequestAnswer,
  details: PullRequestDetails,
  webBaseUrl: string,
): PullRequest {
  const { number, state, draft, authorLogin, head, base } = answer;
  return {
    ...unknownFields,
    ...toReviewSummary(answer.reviewers, authorLogin),
    ...details,
    url: toPullRequestUrl(toReference(answer), webBaseUrl),
    number,
    state,
    title: toPlainText(answer.title, 1000),
    draft,
    changedAt: toInstant(answer.changedAt),
    settledAt: state === 'open' ? null : toInstant(answer.settledAt ?? answer.changedAt),
    authorLogin,
    authorAvatarUrl: answer.authorAvatarUrl,
    baseBranch: base.branch,
    headBranch: head.branch,
    headSha: head.sha,
    unresolvedThreads: answer.openTasks,
  };
}

type Mergeability = PullRequest['mergeability'];

const mergeabilityReading: Reading<Mergeability> = {
  shape: 'mergeability/1',
  parse: parseMergeability,
};

/** Whether an open pull request could be merged now: Bitbucket tries it, and asks its merge checks. */
async function readMergeability(
  answer: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Mergeability>> {
  if (answer.state !== 'open') return { kind: 'read', value: 'unknown' };
  const reference = toReference(answer);
  const url = `${toPullRequestApiUrl(reference, api)}/merge`;
  const subject = `the mergeability of ${toSubject(reference)}`;
  const told = await api.read({ url, subject, reading: mergeabilityReading }, access);
  if (isRateLimited(told)) return told;
  return { kind: 'read', value: toCautious(orUnknown(told, null), answer) };
}

export function parseMergeability(body: unknown): Mergeability | undefined {
  const fields = toFields(body);
  if (typeof fields?.canMerge !== 'boolean') return undefined;
  if (fields.conflicted === true || fields.outcome === 'CONFLICTED') return 'conflicting';
  if (fields.canMerge) return 'mergeable';
  if (Array.isArray(fields.vetoes) && fields.vetoes.length > 0) return 'blocked';
  return fields.outcome === 'UNKNOWN' ? 'computing' : 'blocked';
}

/** Without an answer, the last trial can tell a conflict but not that nothing is in the way. */
function toCautious(told: Mergeability | null, answer: PullRequestAnswer): Mergeability {
  if (told === null) return answer.isConflicted ? 'conflicting' : 'unknown';
  return told === 'mergeable' && answer.draft ? 'blocked' : told;
}
