import type { TokenPause } from '../domain/forge-token.ts';
import type { Connection } from './database.ts';
import { countQueue } from './queries/branches/count-queue.ts';
import { listDiffStatuses } from './queries/branches/list-diff-statuses.ts';
import { type ListTimeline, listTimeline } from './queries/branches/list-timeline.ts';
import { type CreateChatToken, createChatToken } from './queries/chat-tokens/create-chat-token.ts';
import { endChatToken } from './queries/chat-tokens/end-chat-token.ts';
import { findChatToken } from './queries/chat-tokens/find-chat-token.ts';
import { listChatTokens } from './queries/chat-tokens/list-chat-tokens.ts';
import { renewChatToken } from './queries/chat-tokens/renew-chat-token.ts';
import { type CreateChat, createChat } from './queries/chats/create-chat.ts';
import { deleteChat } from './queries/chats/delete-chat.ts';
import { findChat, findChatByKey } from './queries/chats/find-chat.ts';
import { type ListChats, listChats } from './queries/chats/list-chats.ts';
import { type MarkChatUnread, markChatUnread } from './queries/chats/mark-chat-unread.ts';
import { type MarkChatsRead, markChatsRead } from './queries/chats/mark-chats-read.ts';
import { type SnoozeChat, snoozeChat } from './queries/chats/snooze-chat.ts';
import { type UpdateChat, updateChat } from './queries/chats/update-chat.ts';
import { listCheckouts } from './queries/checkouts/list-checkouts.ts';
import { markCheckoutGone } from './queries/checkouts/mark-checkout-gone.ts';
import { type SaveCheckout, saveCheckout } from './queries/checkouts/save-checkout.ts';
import { type CreateComment, createComment } from './queries/comments/create-comment.ts';
import { deleteRefusedComment } from './queries/comments/delete-refused-comment.ts';
import { findComment } from './queries/comments/find-comment.ts';
import { type ListComments, listComments } from './queries/comments/list-comments.ts';
import { receiveComment } from './queries/comments/receive-comment.ts';
import { type SaveCommentUrl, saveCommentUrl } from './queries/comments/save-comment-url.ts';
import { listDataAges } from './queries/health/list-data-ages.ts';
import { listForgeReads } from './queries/health/list-forge-reads.ts';
import { listQuotaSamples } from './queries/health/list-quota-samples.ts';
import { listReplicas } from './queries/health/list-replicas.ts';
import { measureDataAge } from './queries/health/measure-data-age.ts';
import { findUserByApiToken } from './queries/tokens/find-user-by-api-token.ts';
import { pauseToken } from './queries/tokens/pause-token.ts';
import { countWebhooks } from './queries/webhooks/count-webhooks.ts';
import { listWebhookFeeds } from './queries/webhooks/list-webhook-feeds.ts';
import { type SaveDelivery, saveDelivery } from './queries/webhooks/save-delivery.ts';
import { type SaveWebhookFeed, saveWebhookFeed } from './queries/webhooks/save-webhook-feed.ts';

/** The statements of the HTTP API, bound to one database. */
export function createHttpStore(connection: Connection, isPollingPaused = () => false) {
  return {
    createChat: (chat: CreateChat) => createChat(connection, chat),
    findChat: (ownerId: string, publicId: string) => findChat(connection, ownerId, publicId),
    findChatByKey: (ownerId: string, chatId: string) => findChatByKey(connection, ownerId, chatId),
    listChats: (list: ListChats) => listChats(connection, list),
    snoozeChat: (snooze: SnoozeChat) => snoozeChat(connection, snooze),
    markChatsRead: (read: MarkChatsRead) => markChatsRead(connection, read),
    markChatUnread: (unread: MarkChatUnread) => markChatUnread(connection, unread),
    updateChat: (update: UpdateChat) => updateChat(connection, update),
    deleteChat: (ownerId: string, chatId: string) => deleteChat(connection, ownerId, chatId),
    listDiffStatuses: (chatIds: readonly string[]) =>
      listDiffStatuses(connection, chatIds, isPollingPaused()),
    listCheckouts: (chatIds: readonly string[]) => listCheckouts(connection, chatIds),
    saveCheckout: (save: SaveCheckout) => saveCheckout(connection, save),
    markCheckoutGone: (ownerId: string, chatId: string) =>
      markCheckoutGone(connection, ownerId, chatId),
    findUserByApiToken: (tokenHash: Buffer) => findUserByApiToken(connection, tokenHash),
    createChatToken: (token: CreateChatToken) => createChatToken(connection, token),
    findChatToken: (tokenHash: Buffer) => findChatToken(connection, tokenHash),
    listChatTokens: (ownerId: string, chatId: string) =>
      listChatTokens(connection, ownerId, chatId),
    renewChatToken: (token: { ownerId: string; chatId: string; tokenId: string }) =>
      renewChatToken(connection, token),
    endChatToken: (token: { ownerId: string; chatId: string; tokenId: string }) =>
      endChatToken(connection, token),
    pauseToken: (pause: TokenPause) => pauseToken(connection, pause),
    countQueue: () => countQueue(connection, isPollingPaused()),
    measureDataAge: () => measureDataAge(connection),
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
    listForgeReads: (ownerId: string) => listForgeReads(connection, ownerId, isPollingPaused()),
    listReplicas: () => listReplicas(connection),
    /** Throws when the database is unavailable. An index lookup is the cheapest query. */
    ping: async (): Promise<void> => {
      await findUserByApiToken(connection, Buffer.alloc(0));
    },
  };
}

export type HttpStore = ReturnType<typeof createHttpStore>;
