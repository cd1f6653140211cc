import type { Checks, Label, PullRequest } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, findRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findCount, findText, parseInstant, parseList, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findNextPage, isPageCovered, pageSize } from './api.ts';
import { countChecks } from './checks.ts';
import { type Counts, type RememberedCounts, readCounts, toCounts } from './counts.ts';
import type { Graphql } from './graphql.ts';
import { type QueuePlace, queueUntold, readQueuePlace } from './merge-train.ts';
import { toMergeability } from './mergeability.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { type ReviewSummary, readReviews } from './reviews.ts';
import { toProjectId } from './urls.ts';

const mostThreadPages = 10;
/** Of each thread, whether it waits to be resolved. */
const threadsReading: Reading<boolean[]> = {
  shape: 'discussions/1',
  parse: (body) => parseList(body, parseUnresolved),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

/** How many threads wait to be resolved; half the threads tell nothing. */
async function countUnresolvedThreads(
  reference: PullRequestReference,
  { noteCount }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<number>> {
  if (noteCount === 0) return { kind: 'read', value: 0 };
  const url = `${toPullRequestApiUrl(reference, api)}/discussions?per_page=${pageSize}`;
  const subject = `the threads of ${toSubject(reference)}`;
  const threads = await listAll(
    api,
    { url, subject, reading: threadsReading },
    mostThreadPages,
    access,
  );
  if (threads.kind === 'unread') return threads;
  return { kind: 'read', value: threads.value.filter((isUnresolved) => isUnresolved).length };
}

function parseUnresolved(body: unknown): boolean | undefined {
  const notes = parseList(toFields(body)?.notes, toFields);
  return notes?.some(({ resolvable, resolved }) => resolvable === true && resolved !== true);
}

interface Labelled {
  number: number;
  labels: Label[];
}

const labelsReading: Reading<Labelled[]> = {
  shape: 'labelled/1',
  parse: (body) => parseList(body, parseLabelled),
};

/** Labels with their colours, which GitLab tells in lists only. */
async function readLabels(
  { repository, number }: PullRequestReference,
  { labelNames }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Label[] | null>> {
  if (labelNames?.length === 0) return { kind: 'read', value: [] };
  const query = `iids%5B%5D=${number}&state=all&with_labels_details=true`;
  const url = `${api.baseUrl}/projects/${toProjectId(repository)}/merge_requests?${query}`;
  const subject = `the labels of ${toSubject({ repository, number })}`;
  const answer = await api.read({ url, subject, reading: labelsReading }, access);
  if (answer.kind === 'unread') return answer;
  const own = answer.value.find((labelled) => labelled.number === number);
  return { kind: 'read', value: own?.labels ?? null };
}

/** Sorted by name: the order says nothing, and differs between the ways to ask. */
export function toLabels(labels: readonly { name: string; color: string | undefined }[]): Label[] {
  return labels
    .map(({ name, color }) => ({ name: toPlainText(name, 255), color: toColor(color) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function parseLabelled(body: unknown): Labelled | undefined {
  const fields = toFields(body);
  const number = findCount(fields, 'iid');
  const labels = parseList(fields?.labels, parseLabel);
  return number === undefined || !labels ? undefined : { number, labels: toLabels(labels) };
}

function parseLabel(body: unknown): { name: string; color: string | undefined } | undefined {
  if (typeof body === 'string') return { name: body, color: undefined };
  const fields = toFields(body);
  const name = findText(fields, 'name');
  return name === undefined ? undefined : { name, color: findText(fields, 'color') };
}

function toColor(text: string | undefined): string | null {
  const color = text?.toLowerCase() ?? '';
  if (/^#[0-9a-f]{6}$/.test(color)) return color;
  return /^#[0-9a-f]{3}$/.test(color) ? color.replace(/[0-9a-f]/g, '$&$&') : null;
}

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
