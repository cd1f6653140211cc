import { maximumJitterMs } from '../domain/backoff.ts';
import type { Connection } from '../store/database.ts';
import { countQueue } from '../store/queries/count-queue.ts';
import { countWebhooks } from '../store/queries/count-webhooks.ts';
import { type CreateChat, createChat } from '../store/queries/create-chat.ts';
import { type CreateComment, createComment } from '../store/queries/create-comment.ts';
import { deleteChat } from '../store/queries/delete-chat.ts';
import { deleteRefusedComment } from '../store/queries/delete-refused-comment.ts';
import { findChat } from '../store/queries/find-chat.ts';
import { findComment } from '../store/queries/find-comment.ts';
import { findUserByApiToken } from '../store/queries/find-user-by-api-token.ts';
import { type ListChats, listChats } from '../store/queries/list-chats.ts';
import { type ListComments, listComments } from '../store/queries/list-comments.ts';
import { listDataAges } from '../store/queries/list-data-ages.ts';
import { listDiffStatuses } from '../store/queries/list-diff-statuses.ts';
import { listQuotaSamples } from '../store/queries/list-quota-samples.ts';
import { listReplicas } from '../store/queries/list-replicas.ts';
import { type ListTimeline, listTimeline } from '../store/queries/list-timeline.ts';
import { listWebhookFeeds } from '../store/queries/list-webhook-feeds.ts';
import { pauseToken, type TokenPause } from '../store/queries/pause-token.ts';
import { receiveComment } from '../store/queries/receive-comment.ts';
import { type SaveCommentUrl, saveCommentUrl } from '../store/queries/save-comment-url.ts';
import { type SaveDelivery, saveDelivery } from '../store/queries/save-delivery.ts';
import { type SaveWebhookFeed, saveWebhookFeed } from '../store/queries/save-webhook-feed.ts';
import { type UpdateChat, updateChat } from '../store/queries/update-chat.ts';

/** The statements of the HTTP API, bound to one database. */
export function createHttpStore(connection: Connection) {
  return {
    createChat: (chat: CreateChat) => createChat(connection, chat),
    findChat: (ownerId: string, chatId: string) => findChat(connection, ownerId, chatId),
    listChats: (list: ListChats) => listChats(connection, list),
    updateChat: (update: UpdateChat) => updateChat(connection, update),
    deleteChat: (ownerId: string, chatId: string) => deleteChat(connection, ownerId, chatId),
    listDiffStatuses: (chatIds: readonly string[]) => listDiffStatuses(connection, chatIds),
    findUserByApiToken: (tokenHash: Buffer) => findUserByApiToken(connection, tokenHash),
    pauseToken: (pause: Omit<TokenPause, 'maximumJitterMs'>) =>
      pauseToken(connection, { ...pause, maximumJitterMs }),
    countQueue: () => countQueue(connection),
    saveDelivery: (delivery: SaveDelivery) => saveDelivery(connection, delivery),
    listWebhookFeeds: (ownerId: string) => listWebhookFeeds(connection, ownerId),
    saveWebhookFeed: (feed: SaveWebhookFeed) => saveWebhookFeed(connection, feed),
    countWebhooks: () => countWebhooks(connection),
    listTimeline: (list: ListTimeline) => listTimeline(connection, list),
    createComment: (comment: CreateComment) => createComment(connection, comment),
    findComment: (ownerId: string, chatId: string, commentId: string) =>
      findComment(connection, ownerId, chatId, commentId),
    listComments: (list: ListComments) => listComments(connection, list),
    receiveComment: (ownerId: string, chatId: string, commentId: string) =>
      receiveComment(connection, ownerId, chatId, commentId),
    saveCommentUrl: (save: SaveCommentUrl) => saveCommentUrl(connection, save),
    deleteRefusedComment: (chatId: string, commentId: string) =>
      deleteRefusedComment(connection, chatId, commentId),
    listQuotaSamples: (tokens: readonly { forgeId: string; tokenFingerprint: string }[]) =>
      listQuotaSamples(connection, tokens),
    listDataAges: () => listDataAges(connection),
    listReplicas: () => listReplicas(connection),
    /** Throws when the database does not answer. One look into an index is the cheapest question. */
    ping: async (): Promise<void> => {
      await findUserByApiToken(connection, Buffer.alloc(0));
    },
  };
}

export type HttpStore = ReturnType<typeof createHttpStore>;
