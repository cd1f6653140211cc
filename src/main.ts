import { join } from 'node:path';
import type { Config } from './config.ts';
import { createForgeRegistry } from './forge/registry.ts';
import { createHttpServer } from './http/server.ts';
import { systemClock } from './platform/clock.ts';
import { Lifetime } from './platform/lifetime.ts';
import type { Logger } from './platform/logger.ts';
import { packageRoot } from './platform/package-root.ts';
import { ChangeFeed } from './store/change-feed.ts';
import type { Database } from './store/database.ts';
import { ForgeTokens } from './store/forge-tokens.ts';
import { openDatabase } from './store/open-database.ts';
import { deleteOldValidators } from './store/queries/delete-old-validators.ts';
import { ensureUser } from './store/queries/ensure-user.ts';
import { releaseUnknownForges } from './store/queries/release-unknown-forges.ts';
import { createSyncStore } from './store/sync-store.ts';
import { createValidatorCache } from './store/validator-cache.ts';
import { ChatRefresher } from './sync/chat-refresher.ts';
import { markStale } from './sync/mark-stale.ts';
import { Refreshes } from './sync/refreshes.ts';
import { Worker } from './sync/worker.ts';

/** The one user of local mode. */
const localUserId = 'local';

export interface RunningServer extends AsyncDisposable {
  /** e.g. `http://127.0.0.1:4700`. */
  url: string;
}

export interface Secrets {
  adminToken: string;
  secretKey: Buffer;
}
