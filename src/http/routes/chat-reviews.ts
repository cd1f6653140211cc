import { SelectBranch } from '../../contract/diff.ts';
import { type Review, ReviewList } from '../../contract/reviews.ts';
import type { Review as ForgeReview } from '../../forge/forge.ts';
import type { DiffStatusRow } from '../../store/rows.ts';
import { type AskAboutBranchPorts, askProblems } from '../ask-about-branch.ts';
import { type AskPorts, askForge } from '../ask-forge.ts';
import { readSelectedRow, toBranchKey } from '../selected-row.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatReviewsRoute(app: App, ports: AskAboutBranchPorts): void {
  app.get('/api/v1/chats/:chat/reviews', { schema, config: askProblems }, async (request) => {
    const { row, ownerId } = await readSelectedRow(request, ports);
    return {
      ...toBranchKey(row),
      reviews: (await listReviews(ownerId, row, ports)).map(toReview),
    };
  });
}

const schema = {
  tags: ['chats'],
  summary: "Who reviewed a tracked branch's pull request, and who was asked to",
  params: ChatParams,
  querystring: SelectBranch,
  response: { 200: ReviewList },
};

/** Nobody reviews a branch without pull request. */
async function listReviews(
  ownerId: string,
  row: DiffStatusRow,
  ports: AskPorts,
): Promise<ForgeReview[]> {
  const { url } = row;
  if (url === null) return [];
  // S12: with the token of the chat's owner, whose chat only they can read.
  const { answer } = await askForge(
    ownerId,
    row,
    'reviews',
    (forge, { repository }, access) =>
      forge.fetchReviews({ repository, pullRequestUrl: url }, access),
    ports,
  );
  return answer.reviews;
}

function toReview({ avatarUrl, submittedAt, ...review }: ForgeReview): Review {
  return {
    ...review,
    avatar_url: avatarUrl,
    submitted_at: submittedAt?.toISOString() ?? null,
  };
}
