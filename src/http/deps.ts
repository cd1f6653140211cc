import type { AgentFolder } from '../agent-sessions/find-agent-folders.ts';
import type { DiffFile } from '../forge/forge.ts';
import type { ForgeRegistry } from '../forge/registry.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { DiscoveryStore } from '../store/discovery-store.ts';
import type { ForgeBudgets } from '../store/forge-budgets.ts';
import type { ForgeTokens } from '../store/forge-tokens.ts';
import type { HttpStore } from '../store/http-store.ts';
import type { SessionStore } from '../store/session-store.ts';
import type { ChatRefresher } from '../sync/chat-refresher.ts';
import type { MarkStaleResult, PushSignal } from '../sync/mark-stale.ts';
import type { ChangeSource, EventStreamDeps } from './events/event-stream.ts';
import type { Metrics } from './server/metrics/metrics.ts';

/** What is not pushed from the worktree of a chat. */
export type CheckoutDiffResult =
  | {
      kind: 'diff';
      branch: string | null;
      headSha: string | null;
      baseSha: string | null;
      files: readonly DiffFile[];
      diff: string;
      truncated: boolean;
    }
  | { kind: 'not_watched' }
  | { kind: 'failed'; message: string };

export type MarkStale = (signal: PushSignal) => Promise<MarkStaleResult>;
export type ChatRefreshPort = Pick<ChatRefresher, 'refreshDue' | 'refreshNow'>;
export type BudgetPort = Pick<
  ForgeBudgets,
  'listQuotas' | 'listAll' | 'findExpiry' | 'observeExpiry'
>;
export type TokenPort = Pick<
  ForgeTokens,
  'findToken' | 'linkToken' | 'linkFoundToken' | 'unlinkToken'
>;

export interface AgentFoldersPort {
  listAgents(): string[];
  search(): Promise<AgentFolder[]>;
  listWatched(): string[];
  isWatched(path: string): boolean;
  /** The folders that were chosen, without those of the configuration. */
  listFollowed(): string[];
  watch(paths: readonly string[]): void;
  /** Ends it for folders that were chosen. */
  unwatch(paths: readonly string[]): void;
}

export interface DiscoveryPort extends DiscoveryStorePart {
  /** Whether this server follows own pull requests at all. */
  isAvailable: boolean;
  /** Lists them now. */
  wake: () => void;
}

type DiscoveryStorePart = Pick<
  DiscoveryStore,
  'findSettings' | 'saveSettings' | 'deleteFollowedChats' | 'hide' | 'show'
>;

/** Polling on all replicas. */
export interface PollingPort {
  factor: number;
  /** What is stored, and whether this process polls. */
  read(): Promise<{ isPaused: boolean; pausedAt: Date | null }>;
  setPaused(isPaused: boolean): Promise<void>;
  isPaused(): boolean;
}

export interface HttpServerDeps {
  polling: PollingPort;
  discovery: DiscoveryPort;
  /** Undefined where no folders of this machine are proposed. */
  agentFolders: AgentFoldersPort | undefined;
  store: HttpStore;
  sessions: SessionStore;
  markStale: MarkStale;
  refresher: ChatRefreshPort;
  tokens: TokenPort;
  budgets: BudgetPort;
  forges: ForgeRegistry;
  changes: ChangeSource;
  isChangeFeedConnected: () => boolean;
  /** Only worktrees that this process watches can be read. */
  readCheckoutDiff: (chat: { ownerId: string; publicId: string }) => Promise<CheckoutDiffResult>;
  /** The secret that signs a forge's deliveries. */
  findWebhookSecret: (forgeId: string) => string;
  metrics: Metrics;
  onPublished?: EventStreamDeps['onPublished'];
  adminToken: string;
  /** The user that the admin token authenticates. */
  adminUserId: string;
  /** The server's public URL, when it differs from the listening address. No trailing slash. */
  publicUrl?: string | undefined;
  /** The built page. */
  webDirectory: string;
  clock: Clock;
  logger: Logger;
}
