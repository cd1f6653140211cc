import { type KnownQuota, type Quota, toProjected } from '../domain/budget.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { WokenLoop } from '../platform/woken-loop.ts';
import type { Database } from './database.ts';
import { listBudgets } from './queries/tokens/list-budgets.ts';
import { listTokenExpiries } from './queries/tokens/list-token-expiries.ts';
import { type BudgetRow, saveBudget } from './queries/tokens/save-budget.ts';
import { saveTokenExpiry } from './queries/tokens/save-token-expiry.ts';

interface Known extends Omit<Quota, 'resetInMs'> {
  forgeId: string;
  tokenFingerprint: string;
  /** On the monotonic clock of this process. */
  endsAt: number;
}

const shareEveryMs = 5_000;

/**
 * The quotas that forges report, and when tokens expire. Every response carries one, so they are kept in memory and
 * exchanged with the other replicas every few seconds.
 */
export class ForgeBudgets {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #loop: WokenLoop;
  readonly #known = new Map<string, Known>();
  readonly #unshared = new Set<string>();
  readonly #expiries = new Map<string, Date>();
  readonly #unsharedExpiries = new Set<string>();
  /** An idle replica does not read the quotas of others until it needs one again. */
  #isUsed = true;
  #isIdle = false;

  constructor(options: { database: Database; clock: Clock; logger: Logger }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#loop = new WokenLoop({
      clock: options.clock,
      pass: () => this.#pass(),
      tickMs: Number.POSITIVE_INFINITY,
      onFailure: (error) =>
        options.logger.warn({ error }, 'could not exchange quotas with other replicas'),
    });
  }

  observe(forgeId: string, tokenFingerprint: string, quota: Quota): void {
    const key = toKey(forgeId, tokenFingerprint, quota.bucket);
    this.#known.set(key, this.#toKnown({ ...quota, forgeId, tokenFingerprint }));
    this.#unshared.add(key);
    this.#use();
  }

  /** Most responses repeat what is known. */
  observeExpiry(forgeId: string, tokenFingerprint: string, expiresAt: Date): void {
    const key = toTokenKey(forgeId, tokenFingerprint);
    if (this.#expiries.get(key)?.getTime() === expiresAt.getTime()) return;
    this.#expiries.set(key, expiresAt);
    this.#unsharedExpiries.add(key);
    this.#use();
  }

  /** Undefined when the token does not expire, and when no response has said so yet. */
  findExpiry(forgeId: string, tokenFingerprint: string): Date | undefined {
    this.#use();
    return this.#expiries.get(toTokenKey(forgeId, tokenFingerprint));
  }

  /** Undefined when the quota of the current window is unknown. */
  find(forgeId: string, tokenFingerprint: string, bucket: string): Quota | undefined {
    const known = this.#known.get(toKey(forgeId, tokenFingerprint, bucket));
    return known && this.#isRunning(known) ? this.#toRow(known) : undefined;
  }

  /** Only quotas whose window has not ended. */
  listQuotas(forgeId: string, tokenFingerprint: string): Quota[] {
    this.#use();
    return [...this.#known.values()]
      .filter((known) => known.forgeId === forgeId && known.tokenFingerprint === tokenFingerprint)
      .filter((known) => this.#isRunning(known))
      .map((known) => this.#toRow(known));
  }

  /** Of all tokens that this process knows, for the metrics. */
  listAll(): KnownQuota[] {
    return [...this.#known.values()]
      .filter((known) => this.#isRunning(known))
      .map((known) => {
        const row = this.#toRow(known);
        return { ...row, projected: toProjected(row) };
      });
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#loop.run(signal);
  }

  #use(): void {
    this.#isUsed = true;
    if (!this.#isIdle) return;
    this.#isIdle = false;
    this.#loop.wake();
  }

  async #pass(): Promise<number> {
    this.#isIdle = !this.#isUsed;
    if (this.#isIdle) return Number.POSITIVE_INFINITY;
    this.#isUsed = false;
    await this.#share();
    return shareEveryMs;
  }

  async #share(): Promise<void> {
    const keys = [...this.#unshared];
    this.#unshared.clear();
    for (const key of keys) {
      const known = this.#known.get(key);
      if (known && this.#isRunning(known)) await saveBudget(this.#database, this.#toRow(known));
    }
    for (const row of await listBudgets(this.#database)) {
      const key = toKey(row.forgeId, row.tokenFingerprint, row.bucket);
      // An unshared quota is newer than the stored one.
      if (!this.#unshared.has(key)) this.#known.set(key, this.#toKnown(row));
    }
    this.#forgetEnded();
    await this.#shareExpiries();
  }

  async #shareExpiries(): Promise<void> {
    const keys = [...this.#unsharedExpiries];
    this.#unsharedExpiries.clear();
    for (const key of keys) {
      const [forgeId = '', tokenFingerprint = ''] = key.split(' ');
      const expiresAt = this.#expiries.get(key);
      if (expiresAt)
        await saveTokenExpiry(this.#database, { forgeId, tokenFingerprint, expiresAt });
    }
    for (const { forgeId, tokenFingerprint, expiresAt } of await listTokenExpiries(
      this.#database,
    )) {
      const key = toTokenKey(forgeId, tokenFingerprint);
      if (!this.#unsharedExpiries.has(key)) this.#expiries.set(key, expiresAt);
    }
  }

  #forgetEnded(): void {
    for (const [key, known] of this.#known) {
      if (!this.#isRunning(known)) this.#known.delete(key);
    }
  }

  #isRunning({ endsAt }: Known): boolean {
    return endsAt > this.#clock.monotonic();
  }

  #toKnown({ resetInMs, ...row }: BudgetRow): Known {
    return { ...row, endsAt: this.#clock.monotonic() + resetInMs };
  }

  #toRow({ endsAt, ...known }: Known): BudgetRow {
    return { ...known, resetInMs: endsAt - this.#clock.monotonic() };
  }
}

function toKey(forgeId: string, tokenFingerprint: string, bucket: string): string {
  return `${forgeId} ${tokenFingerprint} ${bucket}`;
}

/** Neither part contains a space. */
function toTokenKey(forgeId: string, tokenFingerprint: string): string {
  return `${forgeId} ${tokenFingerprint}`;
}
