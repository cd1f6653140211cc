import { renewedIdPrefix } from '../../../src/domain/chat-token.ts';
import type { HttpStore } from '../../../src/store/http-store.ts';
import { listedColumns, type PullRequestRow } from '../../../src/store/pull-request-columns.ts';
import type { TimelineRow } from '../../../src/store/queries/branches/list-timeline.ts';
import type { ChatTokenRow } from '../../../src/store/queries/chat-tokens/list-chat-tokens.ts';
import type { ListChats } from '../../../src/store/queries/chats/list-chats.ts';
import type { DataAgeRow } from '../../../src/store/queries/health/list-data-ages.ts';
import type { ForgeReadsRow } from '../../../src/store/queries/health/list-forge-reads.ts';
import type { QuotaSampleRow } from '../../../src/store/queries/health/list-quota-samples.ts';
import type { ReplicaSampleRow } from '../../../src/store/queries/health/list-replicas.ts';
import type { WebhookFeedRow } from '../../../src/store/queries/webhooks/list-webhook-feeds.ts';
import type { SaveDelivery } from '../../../src/store/queries/webhooks/save-delivery.ts';
import type { SaveWebhookFeed } from '../../../src/store/queries/webhooks/save-webhook-feed.ts';
import type { ChatRow, CheckoutRow, DiffStatusRow } from '../../../src/store/rows.ts';
import { MemoryComments } from './memory-comments.ts';

const start = Date.parse('2026-01-01T12:00:00.000Z');

const blankPullRequest = Object.fromEntries(
  listedColumns.map(({ name }) => [name, null]),
) as PullRequestRow;

export function toDiffStatusRow(change: Partial<DiffStatusRow> = {}): DiffStatusRow {
  return {
    chat_id: 'one',
    git_remote_origin: 'https://forge.test/acme/app.git',
    other_remote_origins: [],
    git_branch: 'agent/work',
    forge_id: 'forge',
    repository: 'acme/app',
    repository_id: null,
    ...blankPullRequest,
    counts_at_least: false,
    failure_kind: null,
    failure_message: null,
    failure_retry_at: null,
    checking: false,
    waits_for_polling: false,
    revision: 1,
    refreshed_at: null,
    stale_at: new Date(start),
    reported_at: new Date(start),
    reported_sha: null,
    checks_unconfirmed: false,
    verdict_reason: null,
    verdict_detail: null,
    verdict_head_sha: null,
    verdict_since: null,
    verdict_missing: null,
    reported_over_sha: null,
    signalled_since_read: false,
    since_reported_ms: null,
    since_trigger_ms: 3_600_000,
    retriggered_at: null,
    since_read_ms: 0,
    usual_heads: null,
    verdict_is_due: true,
    active_at: new Date(start),
    changes: 0,
    read_changes: 0,
    first_unread_id: null,
    created_at: new Date(start),
    updated_at: new Date(start),
    ...change,
  };
}

/** The store of the HTTP API in memory. */
export class MemoryStore implements HttpStore {
  /** By their keys. */
  readonly chats = new Map<string, ChatRow>();
  readonly rows: DiffStatusRow[] = [];
  readonly userIdsByTokenHash = new Map<string, string>();
  readonly chatTokens: (ChatTokenRow & { chatId: string; hash: string })[] = [];
  readonly pauses: { forgeId: string; retryInMs: number }[] = [];
  readonly updates: string[] = [];
  readonly deliveries: SaveDelivery[] = [];
  readonly processedDeliveryIds = new Set<string>();
  readonly feeds: (WebhookFeedRow & { ownerId: string })[] = [];
  readonly installed: SaveWebhookFeed[] = [];
  readonly quotaSamples: (QuotaSampleRow & { tokenFingerprint: string })[] = [];
  readonly dataAges: DataAgeRow[] = [];
  readonly forgeReads: ForgeReadsRow[] = [];
  readonly replicas: ReplicaSampleRow[] = [];
  /** Of every branch, newest first. */
  readonly timeline: TimelineRow[] = [];
  readonly comments = new MemoryComments(
    (ownerId, chatId) => this.chats.get(chatId)?.owner_id === ownerId,
    (chatId) => this.chats.get(chatId)?.public_id ?? '',
  );
  /** Public ids and keys of the chats that were read, one entry per read. */
  readonly reads: string[] = [];
  /** Set to make every statement fail. */
  outage: Error | undefined;
  /** Awaited by every read of a chat. */
  slowness: Promise<void> | undefined;
  lastList: ListChats | undefined;

  add(chat: Partial<ChatRow> & { id: string }, ...rows: Partial<DiffStatusRow>[]): ChatRow {
    const at = new Date(start + this.chats.size);
    const row: ChatRow = {
      public_id: chat.id,
      owner_id: 'local',
      title: '',
      workspace_id: null,
      agent: null,
      archived: false,
      snoozed_until: null,
      created_at: at,
      updated_at: at,
      ...chat,
    };
    this.chats.set(row.id, row);
    this.rows.push(...rows.map((change) => toDiffStatusRow({ chat_id: row.id, ...change })));
    return row;
  }

  createChat: HttpStore['createChat'] = async ({
    publicId,
    ownerId,
    title,
    workspaceId,
    agent,
  }) => {
    this.#failInOutage();
    if (this.#findByPublicId(ownerId, publicId)) return undefined;
    const id = this.chats.has(publicId) ? `key-${this.chats.size}` : publicId;
    return this.add({
      id,
      public_id: publicId,
      owner_id: ownerId,
      title,
      workspace_id: workspaceId,
      agent: agent ?? null,
    });
  };

  findChat: HttpStore['findChat'] = async (ownerId, publicId) => {
    await this.#noteRead(publicId);
    return this.#findByPublicId(ownerId, publicId);
  };

  findChatByKey: HttpStore['findChatByKey'] = async (ownerId, chatId) => {
    await this.#noteRead(chatId);
    return this.#findOwn(ownerId, chatId);
  };

  listChats: HttpStore['listChats'] = async (list) => {
    this.#failInOutage();
    this.lastList = list;
    const { ownerId, ids, archived, after, limit } = list;
    const isAfter = ({ created_at: at, public_id: id }: ChatRow) =>
      after === null ||
      at < after.at ||
      (at.getTime() === after.at.getTime() && id < after.publicId);
    return [...this.chats.values()]
      .filter((chat) => chat.owner_id === ownerId)
      .filter((chat) => ids?.includes(chat.public_id) ?? true)
      .filter((chat) => archived === null || chat.archived === archived)
      .filter(isAfter)
      .toSorted((one, other) => other.created_at.getTime() - one.created_at.getTime())
      .slice(0, limit)
      .map((chat) => ({ ...chat, sort_rank: 0, sort_at: chat.created_at }));
  };

  updateChat: HttpStore['updateChat'] = async ({ ownerId, chatId, title, archived, agent }) => {
    const chat = this.#findOwn(ownerId, chatId);
    if (!chat) return undefined;
    this.updates.push(chatId);
    chat.title = title ?? chat.title;
    chat.archived = archived ?? chat.archived;
    chat.agent = agent ?? chat.agent;
    return chat;
  };

  snoozeChat: HttpStore['snoozeChat'] = async ({ ownerId, chatId, until }) => {
    const chat = this.#findOwn(ownerId, chatId);
    if (!chat) return false;
    this.updates.push(chatId);
    chat.snoozed_until = until;
    return true;
  };

  markChatsRead: HttpStore['markChatsRead'] = async ({ ownerId, chats }) =>
    chats.flatMap(({ publicId, changes }) => {
      const chat = this.#findByPublicId(ownerId, publicId);
      const rows = this.rows.filter((row) => row.chat_id === chat?.id);
      const known = rows.reduce((sum, row) => sum + row.changes, 0);
      const unread = rows.filter((row) => row.read_changes < row.changes);
      if (chat === undefined || unread.length === 0) return [];
      if (changes !== null && changes !== known) return [];
      this.updates.push(chat.id);
      for (const row of unread) row.read_changes = row.changes;
      return [publicId];
    });

  markChatUnread: HttpStore['markChatUnread'] = async ({ ownerId, chatId }) => {
    const chat = this.#findOwn(ownerId, chatId);
    const row = this.rows.find(({ chat_id }) => chat_id === chat?.id);
    if (row === undefined) return;
    this.updates.push(chatId);
    row.changes = Math.max(1, row.changes);
    row.read_changes = row.changes - 1;
  };

  deleteChat: HttpStore['deleteChat'] = async (ownerId, chatId) => {
    const chat = this.#findOwn(ownerId, chatId);
    return chat !== undefined && this.chats.delete(chatId);
  };

  listDiffStatuses: HttpStore['listDiffStatuses'] = async (chatIds) => {
    this.#failInOutage();
    return this.rows.filter((row) => chatIds.includes(row.chat_id));
  };

  readonly checkouts = new Map<string, CheckoutRow>();

  listCheckouts: HttpStore['listCheckouts'] = async (chatIds) =>
    chatIds.flatMap((id) => this.checkouts.get(id) ?? []);

  saveCheckout: HttpStore['saveCheckout'] = async ({ ownerId, chatId, ...report }) => {
    if (this.chats.get(chatId)?.owner_id !== ownerId) return false;
    this.checkouts.set(chatId, {
      chat_id: chatId,
      worktree_id: report.worktreeId,
      path: report.path,
      branch: report.branch,
      head_sha: report.headSha,
      pushed_sha: report.pushedSha,
      ahead: report.ahead,
      behind: report.behind,
      changed_files: report.changedFiles,
      state: 'present',
      changed_at: new Date(start),
    });
    return true;
  };

  markCheckoutGone: HttpStore['markCheckoutGone'] = async (ownerId, chatId) => {
    const checkout = this.checkouts.get(chatId);
    if (checkout) checkout.state = 'gone';
    return this.chats.get(chatId)?.owner_id === ownerId;
  };

  findUserByApiToken: HttpStore['findUserByApiToken'] = async (tokenHash) => {
    this.#failInOutage();
    return this.userIdsByTokenHash.get(tokenHash.toString('hex'));
  };

  createChatToken: HttpStore['createChatToken'] = async ({ id, ownerId, chatId, tokenHash }) => {
    const chat = this.#findOwn(ownerId, chatId);
    if (!chat || chat.archived) return false;
    const hash = tokenHash.toString('hex');
    this.chatTokens.push({ id, chatId, hash, createdAt: new Date(start), lastUsedAt: null });
    return true;
  };

  findChatToken: HttpStore['findChatToken'] = async (tokenHash) => {
    this.#failInOutage();
    const token = this.chatTokens.find(({ hash }) => hash === tokenHash.toString('hex'));
    const chat = token && this.chats.get(token.chatId);
    if (!chat || chat.archived) return undefined;
    const { id: chatId, public_id: publicId, owner_id: ownerId } = chat;
    return { id: token.id, chatId, publicId, ownerId };
  };

  listChatTokens: HttpStore['listChatTokens'] = async (_ownerId, chatId) =>
    this.chatTokens.filter((token) => token.chatId === chatId);

  renewChatToken: HttpStore['renewChatToken'] = async ({ chatId, tokenId }) => {
    const isKnown = this.chatTokens.some(({ id, ...of }) => id === tokenId && of.chatId === chatId);
    return isKnown && tokenId.startsWith(renewedIdPrefix);
  };

  endChatToken: HttpStore['endChatToken'] = async ({ chatId, tokenId }) => {
    const at = this.chatTokens.findIndex(({ id, ...of }) => id === tokenId && of.chatId === chatId);
    return at >= 0 && this.chatTokens.splice(at, 1).length > 0;
  };

  pauseToken: HttpStore['pauseToken'] = async ({ forgeId, retryInMs }) => {
    this.pauses.push({ forgeId, retryInMs });
  };

  countQueue: HttpStore['countQueue'] = async () => {
    this.#failInOutage();
    return [{ forgeId: 'forge', due: 3, behind: 1, lagMs: 2_500 }];
  };

  measureDataAge: HttpStore['measureDataAge'] = async () => {
    this.#failInOutage();
    return [{ verdict: 'in_review', rows: 2, p50Ms: 4_000, p95Ms: 8_000, longestMs: 9_000 }];
  };

  saveDelivery: HttpStore['saveDelivery'] = async (delivery) => {
    this.#failInOutage();
    if (this.processedDeliveryIds.has(delivery.deliveryId)) return 'duplicate';
    this.deliveries.push(delivery);
    return 'saved';
  };

  listWebhookFeeds: HttpStore['listWebhookFeeds'] = async (ownerId) =>
    this.feeds.filter((feed) => feed.ownerId === ownerId);

  saveWebhookFeed: HttpStore['saveWebhookFeed'] = async (feed) => {
    this.installed.push(feed);
    const { forgeId, repository } = feed;
    return {
      forgeId,
      repository,
      state: 'waiting',
      lastDeliveryAt: null,
      installedAt: new Date(start),
    };
  };

  countWebhooks: HttpStore['countWebhooks'] = async () => ({
    inbox: 4,
    lagMs: 1_500,
    feeds: [{ forgeId: 'forge', live: 2, waiting: 1, silent: 1 }],
  });

  listQuotaSamples: HttpStore['listQuotaSamples'] = async (tokens) =>
    this.quotaSamples.filter((sample) =>
      tokens.some(
        ({ forgeId, tokenFingerprint }) =>
          forgeId === sample.forgeId && tokenFingerprint === sample.tokenFingerprint,
      ),
    );

  listDataAges: HttpStore['listDataAges'] = async () => this.dataAges;

  listForgeReads: HttpStore['listForgeReads'] = async () => this.forgeReads;

  listReplicas: HttpStore['listReplicas'] = async () => this.replicas;

  listTimeline: HttpStore['listTimeline'] = async ({ before, limit }) =>
    this.timeline.filter((entry) => before === null || entry.id < before).slice(0, limit);

  createComment: HttpStore['createComment'] = (comment) => this.comments.create(comment);
  findComment: HttpStore['findComment'] = (...names) => this.comments.find(...names);
  listComments: HttpStore['listComments'] = (list) => this.comments.list(list);
  receiveComment: HttpStore['receiveComment'] = (...names) => this.comments.receive(...names);
  saveCommentUrl: HttpStore['saveCommentUrl'] = (save) => this.comments.saveUrl(save);
  deleteRefusedComment: HttpStore['deleteRefusedComment'] = (...names) =>
    this.comments.deleteRefused(...names);

  ping: HttpStore['ping'] = async () => this.#failInOutage();

  #findOwn(ownerId: string, chatId: string): ChatRow | undefined {
    const chat = this.chats.get(chatId);
    return chat?.owner_id === ownerId ? chat : undefined;
  }

  #findByPublicId(ownerId: string, publicId: string): ChatRow | undefined {
    return [...this.chats.values()].find(
      (chat) => chat.owner_id === ownerId && chat.public_id === publicId,
    );
  }

  async #noteRead(id: string): Promise<void> {
    this.reads.push(id);
    await this.slowness;
    this.#failInOutage();
  }

  #failInOutage(): void {
    if (this.outage) throw this.outage;
  }
}
