import { SelectBranch } from '../../contract/diff.ts';
import { type Review, ReviewList } from '../../contract/pull-request.ts';
import type { Review as ForgeReview } from '../../forge/forge.ts';
import type { DiffStatusRow } from '../../store/rows.ts';
import {
  type QueryBranchDeps,
  type QueryForgeDeps,
  queryForge,
  queryProblems,
} from '../query-forge.ts';
import { readSelectedRow, toBranchKey } from '../selected-row.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatReviewsRoute(app: App, deps: QueryBranchDeps): void {
  const config = { ...queryProblems, chatToken: true } as const;
  app.get('/api/v1/chats/:chat/reviews', { schema, config }, async (request) => {
    const { row, ownerId } = await readSelectedRow(request, deps);
    return {
      ...toBranchKey(row),
      reviews: (await listReviews(ownerId, row, deps)).map(toReview),
    };
  });
}

const schema = {
  tags: ['chats'],
  summary: "List the reviews and requested reviewers of a tracked branch's pull request",
  params: ChatParams,
  querystring: SelectBranch,
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

function toReview({ avatarUrl, submittedAt, ...review }: ForgeReview): Review {
  return {
    ...review,
    avatar_url: avatarUrl,
    submitted_at: submittedAt?.toISOString() ?? null,
  };
}
