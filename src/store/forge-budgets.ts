import type { Quota } from '../domain/budget.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Database } from './database.ts';
import { listBudgets } from './queries/tokens/list-budgets.ts';
import { saveBudget } from './queries/tokens/save-budget.ts';

interface Known extends Quota {
  forgeId: string;
  tokenFingerprint: string;
}

const shareEveryMs = 5_000;

/**
 * What forges said of their quotas. Every answer of every request tells one, so they are kept in
 * memory and shared with the other replicas every few seconds, in both directions.
 */
export class ForgeBudgets {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #known = new Map<string, Known>();
  readonly #unshared = new Set<string>();
  /** Idle replicas read nothing: what was shared meanwhile is read when somebody asks again. */
  #isUsed = true;

  constructor(options: { database: Database; clock: Clock; logger: Logger }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  observe(forgeId: string, tokenFingerprint: string, quota: Quota): void {
    const key = toKey(forgeId, tokenFingerprint, quota.bucket);
    this.#known.set(key, { ...quota, forgeId, tokenFingerprint });
    this.#unshared.add(key);
    this.#isUsed = true;
  }

  /** Undefined when nothing is known of the running window. */
  find(forgeId: string, tokenFingerprint: string, bucket: string): Quota | undefined {
    const known = this.#known.get(toKey(forgeId, tokenFingerprint, bucket));
    return known && known.resetAt.getTime() > this.#clock.now() ? known : undefined;
  }

  /** Of the windows that are running. */
  listQuotas(forgeId: string, tokenFingerprint: string): Quota[] {
    this.#isUsed = true;
    return [...this.#known.values()].filter(
      (known) =>
        known.forgeId === forgeId &&
        known.tokenFingerprint === tokenFingerprint &&
        known.resetAt.getTime() > this.#clock.now(),
    );
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#share().catch((error: unknown) =>
        this.#logger.warn({ error }, 'quotas could not be shared'),
      );
      await this.#clock.sleep(shareEveryMs, signal);
    }
  }

  async #share(): Promise<void> {
    if (!this.#isUsed) return;
    this.#isUsed = false;
    const keys = [...this.#unshared];
    this.#unshared.clear();
    for (const key of keys) {
      const known = this.#known.get(key);
      if (known) await saveBudget(this.#database, known);
    }
    for (const row of await listBudgets(this.#database)) {
      const key = toKey(row.forgeId, row.tokenFingerprint, row.bucket);
      // What was heard since is newer than what is stored.
      if (!this.#unshared.has(key)) this.#known.set(key, row);
    }
    this.#forgetEnded();
  }

  #forgetEnded(): void {
    for (const [key, { resetAt }] of this.#known) {
      if (resetAt.getTime() <= this.#clock.now()) this.#known.delete(key);
    }
  }
}

function toKey(forgeId: string, tokenFingerprint: string, bucket: string): string {
  return `${forgeId} ${tokenFingerprint} ${bucket}`;
}
