import {
  type Review,
  ReviewList,
  type ReviewThread,
  SelectReviews,
} from '../../contract/pull-request.ts';
import type { Review as ForgeReview } from '../../forge/forge.ts';
import type { ReviewThread as ForgeThread } from '../../forge/review-threads.ts';
import type { DiffStatusRow } from '../../store/rows.ts';
import {
  type QueryBranchDeps,
  type QueryForgeDeps,
  queryForge,
  queryProblems,
} from '../query-forge.ts';
import { readSelectedRow, toBranchKey } from '../selected-row.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatReviewsRoute(app: App, deps: QueryBranchDeps): void {
  const config = { ...queryProblems, chatToken: true } as const;
  app.get('/api/v1/chats/:chat/reviews', { schema, config }, async (request) => {
    const selected = await readSelectedRow(request, deps);
    const { row, ownerId } = selected;
    const [reviews, threads] = await Promise.all([
      listReviews(ownerId, row, deps),
      request.query.threads === 'false' ? notRequested : listThreads(ownerId, row, deps),
    ]);
    return { ...toBranchKey(selected), reviews: reviews.map(toReview), ...threads };
  });
}

const schema = {
  tags: ['chats'],
  summary: "List the reviews, requested reviewers and threads of a tracked branch's pull request",
  params: ChatParams,
  querystring: SelectReviews,
  response: { 200: ReviewList },
};

/** A branch without a pull request has no reviews: no token or request is needed to know that. */
async function listReviews(
  ownerId: string,
  row: DiffStatusRow,
  deps: QueryForgeDeps,
): Promise<ForgeReview[]> {
  const { url } = row;
  if (url === null) return [];
  // S12: with the token of the chat's owner, whose chat only they can read.
  const { result } = await queryForge(
    ownerId,
    row,
    {
      name: 'reviews',
      send: (forge, { repository }, access) =>
        forge.fetchReviews({ repository, pullRequestUrl: url }, access),
    },
    deps,
  );
  return result.reviews;
}

type Threads = Pick<ReviewList, 'threads' | 'threads_truncated' | 'threads_unread'>;

const notRequested: Threads = {
  threads: null,
  threads_truncated: false,
  threads_unread: ['The threads were not requested.'],
};

/** S16: threads that could not be read are unknown, and the reviews are returned without them. */
async function listThreads(
  ownerId: string,
  row: DiffStatusRow,
  deps: QueryForgeDeps,
): Promise<Threads> {
  const { url } = row;
  if (url === null) return { threads: [], threads_truncated: false, threads_unread: [] };
  try {
    const { result } = await queryForge(
      ownerId,
      row,
      {
        name: 'threads',
        send: (forge, { repository }, access) =>
          forge.fetchThreads({ repository, pullRequestUrl: url }, access),
      },
      deps,
    );
    const threads = result.threads.map(toThread);
    return { threads, threads_truncated: result.truncated, threads_unread: result.unread };
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    return { threads: null, threads_truncated: false, threads_unread: [error.message] };
  }
}

function toReview({ avatarUrl, submittedAt, ...review }: ForgeReview): Review {
  return {
    ...review,
    avatar_url: avatarUrl,
    submitted_at: submittedAt?.toISOString() ?? null,
  };
}

function toThread(thread: ForgeThread): ReviewThread {
  const { startLine, resolvedBy, headSha, originalLine, originalStartLine, comments, ...rest } =
    thread;
  return {
    ...rest,
    start_line: startLine,
    resolved_by: resolvedBy,
    head_sha: headSha,
    original_line: originalLine,
    original_start_line: originalStartLine,
    comments: comments.map(({ createdAt, updatedAt, ...comment }) => ({
      ...comment,
      created_at: createdAt?.toISOString() ?? null,
      updated_at: updatedAt?.toISOString() ?? null,
    })),
  };
}
