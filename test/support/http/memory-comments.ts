import type { CommentRow } from '../../../src/store/comment-row.ts';
import type { HttpStore } from '../../../src/store/http-store.ts';

const start = Date.parse('2026-01-01T12:00:00.000Z');

/** Comments in memory. */
export class MemoryComments {
  readonly rows: CommentRow[] = [];
  readonly #isOwner: (ownerId: string, chatId: string) => boolean;
  readonly #toPublicId: (chatId: string) => string;

  constructor(
    isOwner: (ownerId: string, chatId: string) => boolean,
    toPublicId: (chatId: string) => string,
  ) {
    this.#isOwner = isOwner;
    this.#toPublicId = toPublicId;
  }

  create: HttpStore['createComment'] = async ({ owner_id: ownerId, ...comment }) => {
    if (!this.#isOwner(ownerId, comment.chat_id)) return undefined;
    const earlier = this.#find(comment.chat_id, comment.id);
    if (earlier) return { comment: { ...earlier }, created: false };
    const at = new Date(start + this.rows.length);
    const row: CommentRow = {
      ...comment,
      url: null,
      created_at: at,
      published_at: comment.target === 'agent' ? at : null,
      received_at: null,
    };
    this.rows.push(row);
    return { comment: { ...row }, created: true };
  };

  find: HttpStore['findComment'] = async (ownerId, chatId, commentId) => {
    const row = this.#isOwner(ownerId, chatId) ? this.#find(chatId, commentId) : undefined;
    return row?.published_at ? { ...row, public_chat_id: this.#toPublicId(chatId) } : undefined;
  };

  list: HttpStore['listComments'] = async (list) => {
    const { ownerId, chatId, remoteOrigins, branch, waiting, limit } = list;
    if (!this.#isOwner(ownerId, chatId)) return [];
    const rows = this.rows
      .filter((row) => row.chat_id === chatId && row.published_at !== null)
      .filter((row) => remoteOrigins === null || remoteOrigins.includes(row.git_remote_origin))
      .filter((row) => branch === null || row.git_branch === branch)
      .filter((row) => !waiting || (row.target === 'agent' && row.received_at === null));
    return waiting ? rows.slice(0, limit) : rows.slice(-limit);
  };

  receive: HttpStore['receiveComment'] = async (ownerId, chatId, commentId) => {
    const row = this.#isOwner(ownerId, chatId) ? this.#find(chatId, commentId) : undefined;
    if (row?.target !== 'agent') return undefined;
    row.received_at ??= new Date(start + 60_000);
    return { ...row };
  };

  saveUrl: HttpStore['saveCommentUrl'] = async ({ chatId, commentId, url }) => {
    const row = this.#find(chatId, commentId);
    return row && { ...Object.assign(row, { url, published_at: new Date(start) }) };
  };

  deleteRefused: HttpStore['deleteRefusedComment'] = async (chatId, commentId) => {
    const row = this.#find(chatId, commentId);
    if (row && !row.published_at) this.rows.splice(this.rows.indexOf(row), 1);
  };

  #find(chatId: string, commentId: string): CommentRow | undefined {
    return this.rows.find((row) => row.chat_id === chatId && row.id === commentId);
  }
}
