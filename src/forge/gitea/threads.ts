import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, isRateLimited, type Unread } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import {
  buildSingleThread,
  type ListedThreads,
  mergeThreads,
  mostThreadPages,
} from '../merge-threads.ts';
import {
  type Fields,
  findCount,
  findFields,
  findInstant,
  findInteger,
  findText,
  findWebUrl,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import type { ListedComment, ListedThread, ThreadsOutcome } from '../review-threads.ts';
import { findNextPage, pageSize, toRepositoryApiUrl } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

interface ReviewAnswer {
  review: ListedThread | null;
  id: number;
  /** Null in versions that do not report it. */
  commentCount: number | null;
}

/** A comment on a line, with its place. */
interface LineComment {
  comment: ListedComment;
  place: Pick<ListedThread, 'path' | 'line' | 'side' | 'headSha' | 'hunk'>;
  resolvedBy: string | null;
}

/** What people wrote is not stored. */
const isCovered = () => false;
const reviewsReading: Reading<ReviewAnswer[]> = {
  shape: 'review-texts/1',
  parse: (body) => parseList(body, parseReview),
  findNextUrl: findNextPage,
  isCovered,
};
const lineCommentsReading: Reading<LineComment[]> = {
  shape: 'line-comments/1',
  parse: (body) => parseList(body ?? [], parseLineComment),
  findNextUrl: findNextPage,
  isCovered,
};
const conversationReading: Reading<ListedThread[]> = {
  shape: 'conversation-texts/1',
  parse: (body) =>
    parseList(body, (entry) => {
      const comment = parseComment(toFields(entry));
      return comment && buildSingleThread('conversation', comment);
    }),
  findNextUrl: findNextPage,
  isCovered,
};

/** Each review has its own list of comments. */
const mostReviews = 40;
const concurrency = 4;

export async function fetchPullRequestThreads(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ThreadsOutcome> {
  const url = `${toPullRequestApiUrl(reference, api)}/reviews?limit=${pageSize}`;
  const subject = `the reviews of ${toSubject(reference)}`;
  const first = { url, subject, reading: reviewsReading };
  const reviews = await listPages(api, first, mostThreadPages, access);
  if (reviews.kind === 'unread') return mergeThreads(reviews, []);
  const value = reviews.value.flatMap(({ review }) => review ?? []);
  const diff = await listLineThreads(reference, reviews.value, api, access);
  return mergeThreads(diff, [
    { ...reviews, value },
    await listConversation(reference, api, access),
  ]);
}

/** The latest reviews, where there are many. */
async function listLineThreads(
  reference: PullRequestReference,
  reviews: readonly ReviewAnswer[],
  api: ForgeApi,
  access: Access,
): Promise<ListedThreads> {
  const commented = reviews.filter(({ commentCount }) => commentCount !== 0);
  const latest = commented.slice(-mostReviews);
  let isLimited = false;
  const lists = await mapConcurrently(latest, concurrency, async ({ id }) => {
    if (isLimited) return undefined;
    const url = `${toPullRequestApiUrl(reference, api)}/reviews/${id}/comments?limit=${pageSize}`;
    const subject = `the review comments of ${toSubject(reference)}`;
    const first = { url, subject, reading: lineCommentsReading };
    const listed = await listPages(api, first, mostThreadPages, access);
    isLimited ||= isRateLimited(listed);
    return { id, listed };
  });
  const read = lists.filter((one) => one !== undefined);
  const unread = read
    .map(({ listed }) => listed)
    .filter((one): one is Unread => one.kind === 'unread');
  const failed = unread.find(isRateLimited) ?? unread[0];
  if (failed) return failed;
  const value = read.flatMap(({ id, listed }) =>
    listed.kind === 'read' ? buildThreads(id, listed.value) : [],
  );
  const isComplete =
    latest.length === commented.length &&
    read.every(({ listed }) => listed.kind === 'read' && listed.isComplete);
  return { kind: 'read', value, isComplete };
}

function listConversation(
  { repository, number }: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<ListedThreads> {
  const url = `${toRepositoryApiUrl(repository, api)}/issues/${number}/comments?limit=${pageSize}`;
  const subject = `the comments of ${toSubject({ repository, number })}`;
  return listPages(api, { url, subject, reading: conversationReading }, mostThreadPages, access);
}

/** A reply belongs to the review of the comment that it answers, and to its line. */
export function buildThreads(reviewId: number, comments: readonly LineComment[]): ListedThread[] {
  const threads = new Map<string, ListedThread>();
  for (const { comment, place, resolvedBy } of comments) {
    const key = JSON.stringify([place.path, place.side, place.line]);
    const known = threads.get(key);
    if (known) {
      threads.set(key, { ...known, comments: [...known.comments, comment] });
      continue;
    }
    threads.set(key, {
      ...buildSingleThread('conversation', comment),
      kind: 'diff',
      ...place,
      id: `${reviewId}-${comment.id}`,
      resolved: resolvedBy !== null,
      resolvedBy,
    });
  }
  return [...threads.values()];
}

export function parseLineComment(body: unknown): LineComment | undefined {
  const fields = toFields(body);
  const comment = parseComment(fields);
  if (!comment) return undefined;
  const newLine = findCount(fields, 'position') || null;
  const oldLine = findCount(fields, 'original_position') || null;
  return {
    comment,
    place: {
      path: findText(fields, 'path') ?? null,
      line: newLine ?? oldLine,
      side: newLine === null && oldLine !== null ? 'old' : 'new',
      headSha: findText(fields, 'commit_id') ?? null,
      hunk: findText(fields, 'diff_hunk') || null,
    },
    resolvedBy: findText(findFields(fields, 'resolver'), 'login') || null,
  };
}

function parseReview(body: unknown): ReviewAnswer | undefined {
  const fields = toFields(body);
  const id = findInteger(fields, 'id');
  if (id === undefined) return undefined;
  const comment = parseComment(fields);
  // A draft is not submitted yet, and a request is none.
  const isSubmitted = !['PENDING', 'REQUEST_REVIEW'].includes(findText(fields, 'state') ?? '');
  const sha = findText(fields, 'commit_id') ?? null;
  const review = comment && isSubmitted ? buildSingleThread('review', comment, sha) : null;
  const commentCount = isSubmitted ? (findCount(fields, 'comments_count') ?? null) : 0;
  return { id, review, commentCount };
}

function parseComment(fields: Fields | undefined): ListedComment | undefined {
  const id = findInteger(fields, 'id');
  if (id === undefined) return undefined;
  return {
    id: `${id}`,
    author: findText(findFields(fields, 'user'), 'login') || null,
    body: findText(fields, 'body') ?? '',
    createdAt: findInstant(fields, 'created_at') ?? findInstant(fields, 'submitted_at'),
    updatedAt: findInstant(fields, 'updated_at'),
    url: findWebUrl(fields, 'html_url'),
  };
}
