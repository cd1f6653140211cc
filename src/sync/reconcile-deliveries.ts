import type { ClaimedFeed } from '../domain/delivery.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { FeedStore, RedeliveringForge } from './delivery-ports.ts';
import type { TokenPort } from './ports.ts';
import { toRateLimitFailure } from './record.ts';

export interface DeliveryReconcilerOptions {
  store: FeedStore;
  /** The forges that can be asked. */
  forges: readonly RedeliveringForge[];
  tokens: TokenPort;
  clock: Clock;
  logger: Logger;
}

const intervalMs = 10 * 60_000;
/** After a start deliveries are most likely missing; but not once more for every replica. */
const minimumAgeAtStartMs = 60_000;
// Somewhat shorter than the interval, so that a feed is not passed over by a hair's breadth.
const minimumAgeMs = intervalMs - 30_000;
/** The forge's clock and ours may differ. What is sent twice is recognised. */
const marginMs = 5 * 60_000;
/** As long as processed deliveries are recognised, and forges remember theirs. */
const longestMs = 3 * 86_400_000;
const longestCallMs = 60_000;

/** Asks forges to send again what did not arrive: while nobody listened, or was refused. */
export class DeliveryReconciler {
  readonly #options: DeliveryReconcilerOptions;

  constructor(options: DeliveryReconcilerOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger, forges } = this.#options;
    if (forges.length === 0) return;
    let age = minimumAgeAtStartMs;
    while (!signal.aborted) {
      try {
        await this.#pass(age, signal);
        age = minimumAgeMs;
      } catch (error) {
        logger.warn({ error }, 'missed deliveries could not be looked for');
      }
      if (!signal.aborted) await clock.sleep(intervalMs, signal);
    }
  }

  async #pass(age: number, signal: AbortSignal): Promise<void> {
    const { store, forges } = this.#options;
    const forgeIds = forges.map((forge) => forge.id);
    const claim = { forgeIds, minimumAgeMs: age, marginMs, longestMs };
    for (const feed of await store.claimFeeds(claim)) {
      if (signal.aborted) return;
      await this.#reconcile(feed, signal).catch((error: unknown) => {
        if (!signal.aborted) this.#warn(feed, { error });
      });
    }
  }

  async #reconcile(feed: ClaimedFeed, signal: AbortSignal): Promise<void> {
    const { store, tokens, clock, logger } = this.#options;
    const forge = this.#options.forges.find(({ id }) => id === feed.forgeId);
    const token = await tokens.findToken(feed.installedBy, feed.forgeId);
    if (token.kind === 'no_token') return this.#warn(feed, { reason: token.message });
    // S5: a paused token is not used; the feed is claimed again after the pause.
    if (token.pausedUntil && token.pausedUntil.getTime() > clock.now()) return;
    const outcome = await this.#ask(forge, feed, token, signal);
    switch (outcome?.kind) {
      case undefined:
        return;
      case 'redelivered':
        if (outcome.count > 0) logger.info({ ...toLogFields(feed), count: outcome.count }, said);
        return store.recordFeedReconciled(feed);
      case 'rate_limited': {
        const { until } = outcome;
        const { message } = toRateLimitFailure(feed.forgeId, until);
        const { fingerprint: tokenFingerprint, shared } = token;
        const { forgeId } = feed;
        return store.pauseToken({ forgeId, tokenFingerprint, until, message, shared });
      }
      case 'failed':
        return this.#warn(feed, { failure: outcome.failure });
    }
  }

  /** S8: a stop aborts the call. */
  async #ask(
    forge: RedeliveringForge | undefined,
    { repository, hookId, since }: ClaimedFeed,
    { token, fingerprint: tokenFingerprint }: { token: string; fingerprint: string },
    signal: AbortSignal,
  ) {
    const ended = new AbortController();
    const controller = new AbortController();
    const abort = () => controller.abort();
    signal.addEventListener('abort', abort, { once: true });
    void this.#options.clock.sleep(longestCallMs, ended.signal).then(abort);
    try {
      const hook = { repository: toRepository(repository), hookId, since };
      const access = { token, tokenFingerprint, signal: controller.signal };
      return await forge?.webhooks.redeliverMissed?.(hook, access);
    } finally {
      ended.abort();
      signal.removeEventListener('abort', abort);
    }
  }

  #warn(feed: ClaimedFeed, fields: Record<string, unknown>): void {
    const message = 'missed deliveries could not be asked for';
    this.#options.logger.warn({ ...toLogFields(feed), ...fields }, message);
  }
}

const said = 'deliveries that did not arrive were asked for again';

function toLogFields({ forgeId, repository }: ClaimedFeed) {
  return { forgeId, repository };
}

function toRepository(key: string): RepositoryReference {
  const slash = key.lastIndexOf('/');
  return { owner: key.slice(0, slash), name: key.slice(slash + 1) };
}
