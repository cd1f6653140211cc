import { SelectBranch } from '../../contract/diff.ts';
import { type Review, ReviewList } from '../../contract/reviews.ts';
import type { Review as ForgeReview } from '../../forge/forge.ts';
import type { DiffStatusRow } from '../../store/rows.ts';
import { type AskPorts, askForge } from '../ask-forge.ts';
import { getUser } from '../authentication.ts';
import type { ChatReader } from '../chat-reader.ts';
import type { HttpStore } from '../http-store.ts';
import { getSelectedRow } from '../selected-row.ts';
import type { App } from '../typed-app.ts';
import { ChatParams } from './chats.ts';

export interface ChatReviewsPorts extends AskPorts {
  reader: Pick<ChatReader, 'getChatRow'>;
  store: Pick<HttpStore, 'listDiffStatuses' | 'pauseToken'>;
}

export function registerChatReviewsRoute(app: App, ports: ChatReviewsPorts): void {
  const config = { problems: [404, 409, 429, 502, 504] };
  app.get('/api/v1/chats/:chat/reviews', { schema, config }, async (request) => {
    const chat = await ports.reader.getChatRow(getUser(request).id, request.params.chat);
    const row = getSelectedRow(await ports.store.listDiffStatuses([chat.id]), request.query);
    return {
      chat_id: row.chat_id,
      remote_origin: row.git_remote_origin,
      branch: row.git_branch,
      reviews: (await listReviews(chat.owner_id, row, ports)).map(toReview),
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
