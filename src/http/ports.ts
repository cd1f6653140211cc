import type { ForgeRegistry } from '../forge/registry.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Change } from '../store/change-feed.ts';
import type { ForgeBudgets } from '../store/forge-budgets.ts';
import type { ForgeTokens } from '../store/forge-tokens.ts';
import type { HttpStore } from '../store/http-store.ts';
import type { ChatRefresher } from '../sync/chat-refresher.ts';
import type { MarkStaleResult, PushSignal } from '../sync/mark-stale.ts';
import type { Metrics } from './server/metrics.ts';

export type MarkStale = (signal: PushSignal) => Promise<MarkStaleResult>;
export type ChatRefreshPort = Pick<ChatRefresher, 'lookAt' | 'refreshNow'>;
export type BudgetPort = Pick<ForgeBudgets, 'listQuotas'>;
export type TokenPort = Pick<ForgeTokens, 'findToken' | 'linkToken' | 'unlinkToken'>;

/** Committed changes, as the database announced them. */
export interface ChangeSource {
  subscribe(): AsyncIterable<Change> & Disposable;
}

export interface HttpServerOptions {
  store: HttpStore;
  markStale: MarkStale;
  refresher: ChatRefreshPort;
  tokens: TokenPort;
  budgets: BudgetPort;
  forges: ForgeRegistry;
  changes: ChangeSource;
  isChangeFeedConnected: () => boolean;
  /** What a forge proves with that a delivery is its own. */
  findWebhookSecret: (forgeId: string) => string;
  metrics: Metrics;
  adminToken: string;
  /** Whom the admin token stands for. */
  adminUserId: string;
  /** How people reach the server, when that is not where it listens. Without trailing slash. */
  publicUrl?: string | undefined;
  /** The built page. */
  webDirectory: string;
  clock: Clock;
  logger: Logger;
}

/** Where the server is reached; known in full once it listens. */
export interface Reach {
  /** Nobody outside this machine can connect. */
  loopback: boolean;
  /** Without trailing slash. */
  publicUrl: string;
}
