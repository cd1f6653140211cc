import type { ReportedChecks } from '../../domain/checks.ts';
import { type Label, type PullRequest, unknownFields } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import {
  type ForgeApi,
  findRateLimited,
  isUnreadForNow,
  type MaybeRead,
  orUnknown,
} from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { type ThreadFacts, toThreadFacts } from '../lookup/thread-facts.ts';
import {
  findCount,
  findText,
  maxNames,
  parseInstant,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findNextPage, isPageCovered, pageSize, toProjectApiUrl } from './api.ts';
import { type ChecksDeps, readChecks } from './checks.ts';
import { type Counts, type RememberedCounts, readCounts, toCountFields } from './counts.ts';
import type { GraphQl } from './graphql/client.ts';
import { type QueuePlace, readQueuePlace, unknownQueuePlace } from './merge-train.ts';
import { toMergeability } from './mergeability.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { type ReviewSummary, readReviewSummary } from './reviews.ts';

/** What GitLab reports about a merge request in separate responses; null if unknown. */
export interface PullRequestDetails {
  reviews: ReviewSummary;
  counts: Counts | null;
  checks: ReportedChecks | null;
  threads: ThreadFacts;
  labels: readonly Label[] | null;
  queue: QueuePlace;
  conversationUnread: boolean;
}

export interface DetailDeps extends ChecksDeps {
  graphql: GraphQl;
  rememberedCounts: RememberedCounts;
}

/** Only the reviews are required: whatever else cannot be read stays unknown. */
export async function readDetails(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  deps: DetailDeps,
  access: Access,
): Promise<MaybeRead<PullRequestDetails>> {
  const { api } = deps;
  const [reviews, counts, checks, threads, labels, queue] = await Promise.all([
    readReviewSummary(reference, answer, api, access),
    findOrReadCounts(reference, answer, deps, access),
    readChecks(reference, answer, deps, access),
    countUnresolvedThreads(reference, answer, api, access),
    readLabels(reference, answer, api, access),
    readQueuePlace(reference, answer, api, access),
  ]);
  // A rate limit takes precedence, because it stops more than this row.
  const limited = findRateLimited([reviews, counts, checks, threads, labels, queue]);
  if (limited) return limited;
  if (reviews.kind === 'unread') return reviews;
  return {
    kind: 'read',
    value: {
      reviews: reviews.value,
      counts: orUnknown(counts, null),
      checks: orUnknown(checks, null),
      threads: orUnknown(threads, toThreadFacts(null)),
      labels: orUnknown(labels, null),
      queue: orUnknown(queue, unknownQueuePlace),
      conversationUnread: isUnreadForNow(threads) || isUnreadForNow(queue),
    },
  };
}

export function toPullRequest(
  answer: PullRequestAnswer,
  { reviews, counts, checks, threads, labels, queue, conversationUnread }: PullRequestDetails,
  url: string,
): PullRequest {
  return {
    ...unknownFields,
    ...reviews,
    ...queue,
    ...threads,
    conversationUnread,
    ...toCountFields(counts, answer.changesCount),
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
    mergeability: toMergeability(answer.mergeStatus),
    autoMerge: answer.autoMerge,
    labels,
  };
}

async function findOrReadCounts(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  deps: DetailDeps,
  access: Access,
): Promise<MaybeRead<Counts>> {
  const known = deps.rememberedCounts.find(reference, answer, access);
  if (known) return { kind: 'read', value: known };
  const counts = await readCounts(reference, answer, deps, access);
  if (counts.kind === 'read') deps.rememberedCounts.save(reference, answer, counts.value, access);
  return counts;
}

const mostThreadPages = 10;
/** For each thread, whether it is unresolved. */
const threadsReading: Reading<boolean[]> = {
  shape: 'discussions/1',
  parse: (body) => parseList(body, parseUnresolved),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

async function countUnresolvedThreads(
  reference: PullRequestReference,
  { noteCount }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ThreadFacts>> {
  if (noteCount === 0) return { kind: 'read', value: toThreadFacts(0) };
  const url = `${toPullRequestApiUrl(reference, api)}/discussions?per_page=${pageSize}`;
  const subject = `the threads of ${toSubject(reference)}`;
  const first = { url, subject, reading: threadsReading };
  const threads = await listPages(api, first, mostThreadPages, access);
  if (threads.kind === 'unread') return threads;
  const unresolved = threads.value.filter((isUnresolved) => isUnresolved).length;
  return { kind: 'read', value: toThreadFacts(unresolved, !threads.isComplete) };
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

/** GitLab reports the colors of labels only in lists of merge requests. */
async function readLabels(
  { repository, number }: PullRequestReference,
  { labelNames }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Label[] | null>> {
  if (labelNames?.length === 0) return { kind: 'read', value: [] };
  const query = `iids%5B%5D=${number}&state=all&with_labels_details=true`;
  const url = `${toProjectApiUrl(repository, api)}/merge_requests?${query}`;
  const subject = `the labels of ${toSubject({ repository, number })}`;
  const answer = await api.read({ url, subject, reading: labelsReading }, access);
  if (answer.kind === 'unread') return answer;
  const own = answer.value.find((labelled) => labelled.number === number);
  return { kind: 'read', value: own?.labels ?? null };
}

function parseLabelled(body: unknown): Labelled | undefined {
  const fields = toFields(body);
  const number = findCount(fields, 'iid');
  const labels = parseList(fields?.labels, parseLabel, maxNames);
  return number === undefined || !labels ? undefined : { number, labels: toLabels(labels) };
}

function parseLabel(body: unknown): { name: string; color: string | undefined } | undefined {
  if (typeof body === 'string') return { name: body, color: undefined };
  const fields = toFields(body);
  const name = findText(fields, 'name');
  return name === undefined ? undefined : { name, color: findText(fields, 'color') };
}

/** Sorted by name, because REST and GraphQL list them in different orders. */
export function toLabels(labels: readonly { name: string; color: string | undefined }[]): Label[] {
  return labels
    .map(({ name, color }) => ({ name: toPlainText(name, 255), color: toColor(color) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function toColor(text: string | undefined): string | null {
  const color = text?.toLowerCase() ?? '';
  if (/^#[0-9a-f]{6}$/.test(color)) return color;
  return /^#[0-9a-f]{3}$/.test(color) ? color.replace(/[0-9a-f]/g, '$&$&') : null;
}
