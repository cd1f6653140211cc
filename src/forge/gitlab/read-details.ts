import type { Checks, Label, PullRequest } from '../../domain/diff-status.ts';
import { type ForgeApi, findRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { countChecks } from './checks.ts';
import { type Counts, toCounts } from './counts.ts';
import type { Graphql } from './graphql.ts';
import { readLabels } from './labels.ts';
import { type QueuePlace, queueUntold, readQueuePlace } from './merge-train.ts';
import { toMergeability } from './mergeability.ts';
import { readCounts } from './read-counts.ts';
import { readReviews } from './read-reviews.ts';
import type { RememberedCounts } from './remembered-counts.ts';
import type { ReviewSummary } from './reviews.ts';
import { countUnresolvedThreads } from './threads.ts';

/** What several further answers tell of a merge request; null is not told. */
export interface PullRequestDetails {
  reviews: ReviewSummary;
  counts: Counts | null;
  checks: Checks | null;
  unresolvedThreads: number | null;
  labels: readonly Label[] | null;
  queue: QueuePlace;
}

export interface DetailSource {
  api: ForgeApi;
  graphql: Graphql;
  counted: RememberedCounts;
}

/** Everything beside the merge request itself. Only the reviews are indispensable. */
export async function readDetails(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  source: DetailSource,
  access: Access,
): Promise<MaybeRead<PullRequestDetails>> {
  const { api } = source;
  const [reviews, counts, checks, threads, labels, queue] = await Promise.all([
    readReviews(reference, answer, api, access),
    findCounts(reference, answer, source, access),
    countChecks(reference, answer.pipeline, api, access),
    countUnresolvedThreads(reference, answer, api, access),
    readLabels(reference, answer, api, access),
    readQueuePlace(reference, answer, api, access),
  ]);
  // A rate limit goes first, as it stops more than this row.
  const limited = findRateLimited([reviews, counts, checks, threads, labels, queue]);
  if (limited) return limited;
  if (reviews.kind === 'unread') return reviews;
  return {
    kind: 'read',
    value: {
      reviews: reviews.value,
      counts: orUnknown(counts, null),
      checks: orUnknown(checks, null),
      unresolvedThreads: orUnknown(threads, null),
      labels: orUnknown(labels, null),
      queue: orUnknown(queue, queueUntold),
    },
  };
}

export function toPullRequest(
  answer: PullRequestAnswer,
  { reviews, counts, checks, unresolvedThreads, labels, queue }: PullRequestDetails,
  url: string,
): PullRequest {
  return {
    ...reviews,
    ...queue,
    ...toCounts(counts, answer.changesCount),
    url,
    number: answer.number,
    state: answer.state,
    title: toPlainText(answer.title, 1000),
    draft: answer.draft,
    changedAt: parseInstant(answer.changedAt),
    settledAt: answer.state === 'open' ? null : parseInstant(answer.settledAt),
    authorLogin: answer.authorLogin,
    authorAvatarUrl: answer.authorAvatarUrl,
    baseBranch: answer.baseBranch,
    headBranch: answer.headBranch,
    headSha: answer.headSha,
    checks,
    mergeability: toMergeability(answer.mergeWords),
    autoMerge: answer.autoMerge,
    unresolvedThreads,
    labels,
  };
}

async function findCounts(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  source: DetailSource,
  access: Access,
): Promise<MaybeRead<Counts>> {
  const known = source.counted.find(reference, answer, access);
  if (known) return { kind: 'read', value: known };
  const counts = await readCounts(reference, answer, source, access);
  if (counts.kind === 'read') {
    source.counted.save(reference, answer, counts.value, access);
  }
  return counts;
}
