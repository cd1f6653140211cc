import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { wakeLanes } from '../../../src/app/lanes.ts';
import type { SyncDurations } from '../../../src/domain/backoff.ts';
import { createForgeRegistry } from '../../../src/forge/registry.ts';
import { toDiffStatus } from '../../../src/http/views/to-chat.ts';
import { ChangeFeed } from '../../../src/store/change-feed.ts';
import { ForgeBudgets } from '../../../src/store/forge-budgets.ts';
import { ForgeTokens } from '../../../src/store/forge-tokens.ts';
import { listDiffStatuses } from '../../../src/store/queries/branches/list-diff-statuses.ts';
import { createChat } from '../../../src/store/queries/chats/create-chat.ts';
import { ensureUser } from '../../../src/store/queries/tokens/ensure-user.ts';
import { createSyncStore } from '../../../src/store/sync-store.ts';
import { createValidatorCache } from '../../../src/store/validator-cache.ts';
import { markStale } from '../../../src/sync/mark-stale.ts';
import { Polling } from '../../../src/sync/polling.ts';
import { DeliveryProcessor } from '../../../src/sync/process-deliveries.ts';
import { RepositoryLanes } from '../../../src/sync/repository-lanes.ts';
import { RunningRefreshes } from '../../../src/sync/running-refreshes.ts';
import { VerdictKeeper } from '../../../src/sync/settle-verdicts.ts';
import { Worker } from '../../../src/sync/worker.ts';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import { facets, readStatusFacets } from '../facets.ts';
import type { Policy, RunningPolicy, Site } from '../policy.ts';
import { findVerdictFaults } from './verdict-faults.ts';
import { type DeliveryDelay, startDeliveries } from './webhook-deliveries.ts';

const forgeId = 'forge';
const ownerId = 'agent';
const second = 1_000;

/** The defaults of the configuration. */
const durations: SyncDurations = {
  noPrBackoffMs: 15 * second,
  noPrRetryWindowMs: 120 * second,
  diffStatusTtlMs: 120 * second,
  noTokenBackoffMs: 600 * second,
  acquisitionLeaseMs: 300 * second,
};

export const withoutWebhooks: Policy = {
  name: 'Afterpush, no webhooks',
  shows: facets,
  start: (site) => start(site),
};

export const withWebhooks: Policy = {
  name: 'Afterpush, webhooks',
  shows: facets,
  start: (site) => start(site, { shortest: 100, longest: 900 }),
};

/** What Afterpush itself adds to a delivery. */
export const withPromptWebhooks: Policy = {
  name: 'Afterpush, webhooks at once',
  shows: facets,
  start: (site) => start(site, { shortest: 0, longest: 0 }),
};

/** The worker, lanes, deliveries, verdicts and store of the product, wired as `app/main.ts` wires them. */
async function start(site: Site, delivery?: DeliveryDelay): Promise<RunningPolicy> {
  const { clock, turns, random, apiBaseUrl, webBaseUrl } = site;
  const database = turns.orderDatabase(site.database);
  const logger = new RecordingLogger();
  const budgets = new ForgeBudgets({ database, clock, logger });
  const forges = createForgeRegistry([{ id: forgeId, type: 'github', apiBaseUrl, webBaseUrl }], {
    validators: createValidatorCache(database),
    budgets,
    http: site.http,
    clock,
    logger,
  });
  const [forge] = forges.listForges();
  if (!forge) throw new Error('no forge is configured');
  const tokens = new ForgeTokens({
    database,
    secretKey: randomBytes(32),
    findAddress: (id) => forges.findForge(id),
    sharedTokens: new Map([[forgeId, site.token]]),
  });
  await ensureUser(site.database, ownerId, ownerId);
  const store = createSyncStore(database);
  const polling = new Polling(1);
  const shared = { tokens, queue: store, durations, polling, clock, logger };
  const refreshes = new RunningRefreshes({
    ...shared,
    outcomes: store,
    forges,
    budgets,
    random: () => random.next(),
  });
  const worker = new Worker({ ...shared, forgeId, batchSize: forge.batchSize, refreshes });
  const processor = new DeliveryProcessor({ store, forges, clock, logger });
  const keeper = new VerdictKeeper({ store, clock, logger });
  const lanes = new RepositoryLanes({ ...shared, store, forges, budgets });
  const stopping = new AbortController();
  const { signal } = stopping;
  setMaxListeners(0, signal);
  const feed = new ChangeFeed(site.database, logger);
  const changes = feed.subscribe();
  const changed = new Set<string>();
  const listen = async () => {
    for await (const change of changes) {
      if (change.kind === 'due' || change.kind === 'token_change') worker.wake();
      wakeLanes(lanes, change);
      if (change.kind === 'delivery') processor.wake();
      if (change.kind === 'verdict_due') keeper.wake();
      if (change.kind !== 'diff_status_change') continue;
      keeper.wake();
      changed.add(change.chatId);
    }
  };
  const loops = [feed, budgets, worker, processor, keeper, lanes];
  const ended = [listen(), ...loops.map((loop) => loop.run(signal))];
  if (delivery) ended.push(startDeliveries(site, { forgeId, delay: delivery }, signal));
  const read = async (chatIds: readonly string[]) => {
    const rows = await listDiffStatuses(site.database, chatIds);
    return rows.map((row) => ({
      branch: toBranch(row.chat_id),
      status: toDiffStatus(row, row.chat_id, forges),
    }));
  };
  const known = new Set<number>();

  return {
    async signal(branch, sha) {
      const chatId = toChatId(branch);
      const tracked = site.branches[branch];
      if (!tracked) return;
      if (!known.has(branch)) {
        known.add(branch);
        await createChat(site.database, {
          publicId: chatId,
          ownerId,
          title: chatId,
          workspaceId: null,
        });
      }
      const { origin, branch: name } = tracked;
      await markStale(
        { ownerId, publicId: chatId, origin, branch: name, headSha: sha },
        { store, forges },
      );
    },
    async observe() {
      if (changed.size === 0) return;
      const chatIds = [...changed];
      changed.clear();
      for (const { branch, status } of await read(chatIds)) {
        site.show(branch, readStatusFacets(status));
      }
    },
    async listFaults(truth) {
      const shown = await read([...known].map(toChatId));
      const errors = logger.lines.filter(({ level }) => level === 'error');
      return [
        ...shown.flatMap(({ branch, status }) => findVerdictFaults(truth[branch], status)),
        ...errors.map(({ message, fields }) => `${message} ${String(fields.error)}`),
      ];
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await turns.giveUntil(Promise.all([...ended, refreshes[Symbol.asyncDispose]()]));
    },
  };
}

function toChatId(branch: number): string {
  return `chat-${branch}`;
}

function toBranch(chatId: string): number {
  return Number(chatId.slice('chat-'.length));
}
