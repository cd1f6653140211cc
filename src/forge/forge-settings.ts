import type { Quota } from '../domain/budget.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpClient } from '../platform/http-client.ts';
import type { Logger } from '../platform/logger.ts';
import type { ForgeType, ValidatorCache } from './forge.ts';

/** One configured forge. Base URLs end without slash. */
export interface ForgeSettings {
  id: string;
  type: ForgeType;
  apiBaseUrl: string;
  webBaseUrl: string;
}

/** What forges say of their quotas, remembered for all replicas. */
export interface Budgets {
  observe(forgeId: string, tokenFingerprint: string, reading: Quota): void;
  /** Undefined when nothing is known of the running window. */
  find(forgeId: string, tokenFingerprint: string, bucket: string): Quota | undefined;
}

/** What every adapter works with. */
export interface ForgeDeps {
  http: HttpClient;
  validators: ValidatorCache;
  budgets: Budgets;
  clock: Pick<Clock, 'now'>;
  logger: Pick<Logger, 'error'>;
  /** A larger diff is left out, and its files are listed. */
  diffLimitBytes: number;
}
