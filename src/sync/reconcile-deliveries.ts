import type { ClaimedFeed, ClaimFeeds, ReconciledFeed } from '../domain/delivery.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';
import { type Wakeable, WokenLoop } from '../platform/woken-loop.ts';
import { type CalledForge, callForge, type ForgeCallDeps } from './call-forge.ts';
import type { Polling } from './polling.ts';

/** A forge that can send missed deliveries again. */
export interface RedeliveringForge extends CalledForge {
  readonly webhooks: {
    redeliverMissed?(
      hook: { repository: RepositoryReference; hookId: string; sinceMs: number },
      access: { token: string; tokenFingerprint: string; signal: AbortSignal },
    ): Promise<
      | { kind: 'redelivered'; count: number }
      | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>
    >;
  };
}

export interface FeedStore {
  /** A claimed feed is left to this replica for a while. */
  claimFeeds(claim: ClaimFeeds): Promise<ClaimedFeed[]>;
  recordFeedReconciled(feed: ReconciledFeed): Promise<void>;
}

export interface DeliveryReconcilerDeps extends ForgeCallDeps {
  store: FeedStore & ForgeCallDeps['store'];
  polling: Pick<Polling, 'pace' | 'isPaused' | 'onChange'>;
  /** Only forges that can redeliver. */
  listForges: () => readonly RedeliveringForge[];
}

const intervalMs = 10 * 60_000;
/** Deliveries are most likely missing after a start; but not once more for every replica. */
const minimumAgeAtStartMs = 60_000;
/** Shorter than the interval, so that no feed is skipped because a pass came a moment early. */
const minimumAgeShare = 0.95;
/** The forge's clock and ours may differ. Duplicate deliveries are recognised. */
const marginMs = 5 * 60_000;
/** How long processed deliveries are recognised, and how long forges keep theirs. */
const longestMs = 3 * 86_400_000;
const longestCallMs = 60_000;

/** Requests the deliveries that never arrived, because this server was down or refused them. */
export class DeliveryReconciler implements Wakeable {
  readonly #deps: DeliveryReconcilerDeps;
  readonly #loop: WokenLoop;
  #minimumAgeMs = minimumAgeAtStartMs;

  constructor(deps: DeliveryReconcilerDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#loop = new WokenLoop({
      clock,
      pass: (signal) => this.#pass(signal),
      tickMs: this.#intervalMs,
      onFailure: (error) => logger.warn({ error }, 'failed to look for missed deliveries'),
    });
  }

  /** Deliveries may be missing, or another token can request them. */
  wake(): void {
    this.#minimumAgeMs = minimumAgeAtStartMs;
    this.#loop.wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    const endListening = this.#deps.polling.onChange(() => this.wake());
    await this.#loop.run(signal).finally(endListening);
  }

  get #intervalMs(): number {
    return intervalMs / this.#deps.polling.pace;
  }

  async #pass(signal: AbortSignal): Promise<number> {
    const { store, listForges, polling } = this.#deps;
    const forgeIds = listForges().map((forge) => forge.id);
    if (polling.isPaused || forgeIds.length === 0) return this.#intervalMs;
    const claim = { forgeIds, minimumAgeMs: this.#minimumAgeMs, marginMs, longestMs };
    const feeds = await store.claimFeeds(claim);
    this.#minimumAgeMs = this.#intervalMs * minimumAgeShare;
    for (const feed of feeds) {
      if (signal.aborted || polling.isPaused) break;
      await this.#reconcile(feed, signal).catch((error: unknown) => {
        if (!signal.aborted) this.#warn(feed, { error });
      });
    }
    return this.#intervalMs;
  }

  /** A feed that is not reconciled is claimed again in the next pass, from the same instant on. */
  async #reconcile(feed: ClaimedFeed, signal: AbortSignal): Promise<void> {
    const { forgeId, installedBy: ownerId, hookId, sinceMs } = feed;
    const forge = this.#deps.listForges().find(({ id }) => id === forgeId);
    const redeliver = forge?.webhooks.redeliverMissed?.bind(forge.webhooks);
    if (!forge || !redeliver) return;
    const hook = { repository: toRepository(feed.repository), hookId, sinceMs };
    const outcome = await callForge(
      {
        forge,
        ownerId,
        demand: 'routine',
        send: (access) => redeliver(hook, access),
        timeoutMs: longestCallMs,
        signal,
      },
      this.#deps,
    );
    switch (outcome.kind) {
      case 'answered':
        return this.#recordReconciled(feed, outcome.result.count);
      case 'paused':
      case 'over_budget':
      case 'rate_limited':
      case 'stopping':
        return;
      case 'no_token':
      case 'timed_out':
        return this.#warn(feed, { reason: outcome.message });
      case 'failed':
        return this.#warn(feed, { failure: outcome.failure });
    }
  }

  async #recordReconciled(feed: ClaimedFeed, count: number): Promise<void> {
    const { store, logger } = this.#deps;
    if (count > 0)
      logger.info({ ...toLogFields(feed), count }, 'requested missed deliveries again');
    await store.recordFeedReconciled(feed);
  }

  #warn(feed: ClaimedFeed, fields: Record<string, unknown>): void {
    const message = 'failed to request missed deliveries';
    this.#deps.logger.warn({ ...toLogFields(feed), ...fields }, message);
  }
}

function toLogFields({ forgeId, repository }: ClaimedFeed) {
  return { forgeId, repository };
}

function toRepository(key: string): RepositoryReference {
  const slash = key.lastIndexOf('/');
  return { owner: key.slice(0, slash), name: key.slice(slash + 1) };
}
