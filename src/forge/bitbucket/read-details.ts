import { countChecks, isUnreadable, type ReportedChecks } from '../../domain/checks.ts';
import { type PullRequest, unknownFields } from '../../domain/diff-status.ts';
import type { Clock } from '../../platform/clock.ts';
import {
  type ForgeApi,
  findRateLimited,
  isUnreadForNow,
  type MaybeRead,
  orUnknown,
} from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import { countReadRuns } from '../client/unreadable-checks.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { rememberReads } from '../lookup/remember-reads.ts';
import { type ThreadFacts, toThreadFacts } from '../lookup/thread-facts.ts';
import { parseInstant, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import type { PullRequestAnswer } from './answers.ts';
import { toListReading } from './api.ts';
import { type ChecksDeps, checksGrant, listHeadChecks } from './checks.ts';
import { type Commits, type Counts, noCounts, readCommits, readCounts } from './counts.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { toReviewSummary } from './reviews.ts';

type Mergeability = PullRequest['mergeability'];

export type PullRequestDetails = Pick<
  PullRequest,
  | 'additions'
  | 'deletions'
  | 'changedFiles'
  | 'countsAtLeast'
  | 'commits'
  | 'headSha'
  | 'checks'
  | 'mergeability'
  | 'unresolvedThreads'
  | 'unresolvedThreadsAtLeast'
  | 'conversationUnread'
>;

/** Reads the facts that a pull request's own response lacks. */
export interface DetailReader {
  readCommits(
    reference: PullRequestReference,
    answer: PullRequestAnswer,
    access: Access,
  ): Promise<MaybeRead<Commits>>;
  /** As it was counted for this head and base before; null when it was not. */
  findChangedFiles(
    reference: PullRequestReference,
    answer: PullRequestAnswer,
    access: Access,
  ): number | null;
  read(
    reference: PullRequestReference,
    answer: PullRequestAnswer,
    access: Access,
  ): Promise<MaybeRead<PullRequestDetails>>;
}

const rememberedForMs = 10 * 60_000;

export function createDetailReader(
  { api, rules }: ChecksDeps,
  clock: Pick<Clock, 'monotonic'>,
): DetailReader {
  // Facts that depend only on the two commits are remembered: Bitbucket limits an account to a
  // thousand requests an hour.
  const counts = rememberReads<Counts>(rememberedForMs, clock);
  const commits = rememberReads<Commits>(rememberedForMs, clock, (found) => found.commits !== null);
  const mergeabilities = rememberReads<Mergeability>(rememberedForMs, clock);
  const findCommits: DetailReader['readCommits'] = (reference, answer, access) =>
    commits.find(toMemoryKey(reference, answer), access, () =>
      readCommits(reference, answer, api, access),
    );
  return {
    readCommits: findCommits,
    findChangedFiles(reference, answer, access) {
      const known = counts.peek(toMemoryKey(reference, answer), access);
      return known?.countsAtLeast === false ? known.changedFiles : null;
    },
    async read(reference, answer, access) {
      const key = toMemoryKey(reference, answer);
      const readOwnMergeability = () => readMergeability(reference, answer, api, access);
      const [counted, committed, mergeability, threads, checks] = await Promise.all([
        counts.find(key, access, () => readCounts(reference, api, access)),
        findCommits(reference, answer, access),
        mergeabilities.find(`${key} ${answer.state} ${answer.draft}`, access, readOwnMergeability),
        countUnresolvedThreads(reference, answer, api, access),
        readCheckCounts(reference, answer, { api, rules }, access),
      ]);
      const limited = findRateLimited([committed, counted, mergeability, threads, checks]);
      if (limited) return limited;
      if (committed.kind === 'unread') return committed;
      const value = {
        ...orUnknown(counted, noCounts),
        ...committed.value,
        mergeability: orUnknown(mergeability, 'unknown'),
        ...orUnknown(threads, toThreadFacts(null)),
        conversationUnread: isUnreadForNow(threads),
        checks: withHeadSha(orUnknown(checks, null), committed.value),
      };
      return { kind: 'read', value };
    },
  };
}

export function toPullRequest(
  answer: PullRequestAnswer,
  details: PullRequestDetails,
  url: string,
): PullRequest {
  return {
    ...unknownFields,
    ...toReviewSummary(answer.participants, answer.reviewers, answer.author),
    ...details,
    url,
    number: answer.number,
    state: answer.state,
    title: answer.title,
    draft: answer.draft ?? false,
    changedAt: parseInstant(answer.updatedOn),
    settledAt: answer.state === 'open' ? null : parseInstant(answer.closedOn),
    authorLogin: answer.author.name,
    authorAvatarUrl: answer.author.avatarUrl,
    baseBranch: answer.destination.branch,
    headBranch: answer.source.branch,
    inMergeQueue: answer.queued,
  };
}

function toMemoryKey(
  { repository, number }: PullRequestReference,
  { source, destination }: PullRequestAnswer,
): string {
  const ends = `${source.hash} ${destination.branch} ${destination.hash}`;
  return `${toFullName(repository).toLowerCase()}#${number} ${ends}`;
}

async function readCheckCounts(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  deps: ChecksDeps,
  access: Access,
): Promise<MaybeRead<ReportedChecks | null>> {
  const { source } = answer;
  const { hash } = source;
  if (hash === null) return { kind: 'read', value: null };
  const listed = await listHeadChecks(
    reference,
    { ...answer, source: { ...source, hash } },
    deps,
    access,
  );
  if (listed.kind === 'unread') {
    return countReadRuns(listed, checksGrant, { headSha: hash, requiredNames: null });
  }
  const { checks, requiredNames } = listed.value;
  return { kind: 'read', value: countChecks(checks, { headSha: hash, requiredNames }) };
}

/** S13: a pull request has only the beginning of its head's name, and its commits the whole one. */
function withHeadSha(
  checks: ReportedChecks | null,
  { headSha }: Pick<Commits, 'headSha'>,
): ReportedChecks | null {
  if (checks === null || isUnreadable(checks) || !headSha) return checks;
  return headSha.startsWith(checks.headSha ?? '') ? { ...checks, headSha } : checks;
}

const mergeabilityReading = toListReading(
  'bitbucket-conflicts/1',
  (entry) => toFields(entry) && true,
);

/**
 * Bitbucket reports conflicting files, but not whether a rule blocks the merge: without a conflict
 * it stays unknown. Some types of token must not request conflicts.
 */
async function readMergeability(
  reference: PullRequestReference,
  { state, draft }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<PullRequest['mergeability']>> {
  if (state !== 'open') return { kind: 'read', value: 'unknown' };
  const url = `${toPullRequestApiUrl(reference, api)}/conflicts?pagelen=1`;
  const subject = `the conflicts of ${toSubject(reference)}`;
  const response = await api.read({ url, subject, reading: mergeabilityReading }, access);
  if (response.kind === 'unread') {
    return response.status === 403 && response.outcome.kind === 'failed'
      ? { kind: 'read', value: 'unknown' }
      : response;
  }
  if (response.value.length > 0) return { kind: 'read', value: 'conflicting' };
  return { kind: 'read', value: draft ? 'blocked' : 'unknown' };
}

const pageSize = 100;
const commentFields = ['deleted', 'pending', 'inline.path', 'parent.id', 'resolution.type'];
const fieldsQuery = ['next', ...commentFields.map((name) => `values.${name}`)].join(',');

/** Reads each comment as whether it starts an unresolved thread on the code. */
const threadsReading = toListReading('bitbucket-comments/1', isUnresolvedThread);

const mostThreadPages = 5;

/** The number of unresolved threads on the code. */
async function countUnresolvedThreads(
  reference: PullRequestReference,
  { commentCount }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ThreadFacts>> {
  if (commentCount === 0) return { kind: 'read', value: toThreadFacts(0) };
  const url = `${toPullRequestApiUrl(reference, api)}/comments?pagelen=${pageSize}`;
  const subject = `the comments of ${toSubject(reference)}`;
  const first = { url: `${url}&fields=${fieldsQuery}`, subject, reading: threadsReading };
  const response = await listPages(api, first, mostThreadPages, access);
  if (response.kind === 'unread') return response;
  const unresolved = response.value.filter(Boolean).length;
  return { kind: 'read', value: toThreadFacts(unresolved, !response.isComplete) };
}

function isUnresolvedThread(body: unknown): boolean | undefined {
  const comment = toFields(body);
  if (!comment) return undefined;
  const isThread = toFields(comment.inline) !== undefined && !toFields(comment.parent);
  const isShown = comment.deleted !== true && comment.pending !== true;
  return isThread && isShown && !toFields(comment.resolution);
}
