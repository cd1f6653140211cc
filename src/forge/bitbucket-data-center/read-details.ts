import { countChecks, type ReportedChecks } from '../../domain/checks.ts';
import { type PullRequest, unknownFields } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import {
  type ForgeApi,
  findRateLimited,
  isRateLimited,
  type MaybeRead,
  orUnknown,
} from '../client/forge-api.ts';
import { countReadRuns } from '../client/unreadable-checks.ts';
import type { Access } from '../forge.ts';
import { toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { type PullRequestAnswer, toInstant } from './answers.ts';
import { type ChecksDeps, listHeadChecks } from './checks.ts';
import { type ChangeCounts, type Counts, noCounts } from './counts.ts';
import { toPullRequestApiUrl, toReference, toSubject } from './pull-requests.ts';
import { toReviewSummary } from './reviews.ts';
import { toPullRequestUrl } from './urls.ts';

type Mergeability = PullRequest['mergeability'];

/** Facts that the pull request's own response lacks. */
export type PullRequestDetails = ChangeCounts & Pick<PullRequest, 'checks' | 'mergeability'>;

/** Unread only after a rate limit; any other failure leaves its own fact unknown. */
export async function readDetails(
  answer: PullRequestAnswer,
  { api, rules, counts }: ChecksDeps & { counts: Counts },
  access: Access,
): Promise<MaybeRead<PullRequestDetails>> {
  const [counted, checks, mergeability] = await Promise.all([
    counts.read(answer, access),
    readChecks(answer, { api, rules }, access),
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

async function readChecks(
  answer: PullRequestAnswer,
  deps: ChecksDeps,
  access: Access,
): Promise<MaybeRead<ReportedChecks | null>> {
  const { sha } = answer.head;
  if (sha === null) return { kind: 'read', value: null };
  const listed = await listHeadChecks(answer, sha, deps, access);
  if (listed.kind === 'unread') {
    return countReadRuns(listed, checksGrant, { headSha: sha, requiredNames: null });
  }
  const { checks, requiredNames } = listed.value;
  return { kind: 'read', value: countChecks(checks, { headSha: sha, requiredNames }) };
}

const checksGrant = 'Give the token read access to the repository, or link another one.';

const mergeabilityReading: Reading<Mergeability> = {
  shape: 'mergeability/1',
  parse: parseMergeability,
};

/** Whether an open pull request could be merged now. Bitbucket tries it and runs its merge checks. */
async function readMergeability(
  answer: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Mergeability>> {
  if (answer.state !== 'open') return { kind: 'read', value: 'unknown' };
  const reference = toReference(answer);
  const url = `${toPullRequestApiUrl(reference, api)}/merge`;
  const subject = `the mergeability of ${toSubject(reference)}`;
  const reported = await api.read({ url, subject, reading: mergeabilityReading }, access);
  if (isRateLimited(reported)) return reported;
  return { kind: 'read', value: decideMergeability(orUnknown(reported, null), answer) };
}

export function parseMergeability(body: unknown): Mergeability | undefined {
  const fields = toFields(body);
  if (typeof fields?.canMerge !== 'boolean') return undefined;
  if (fields.conflicted === true || fields.outcome === 'CONFLICTED') return 'conflicting';
  if (fields.canMerge) return 'mergeable';
  if (Array.isArray(fields.vetoes) && fields.vetoes.length > 0) return 'blocked';
  return fields.outcome === 'UNKNOWN' ? 'computing' : 'blocked';
}

/** When unread, the last attempt to merge can prove a conflict, but not that a merge is possible. */
function decideMergeability(
  reported: Mergeability | null,
  answer: PullRequestAnswer,
): Mergeability {
  if (reported === null) return answer.isConflicted ? 'conflicting' : 'unknown';
  return reported === 'mergeable' && answer.draft ? 'blocked' : reported;
}
