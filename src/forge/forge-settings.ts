import type { Quota } from '../domain/budget.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpClient } from '../platform/http-client.ts';
import type { Logger } from '../platform/logger.ts';
import type { ForgeType, ValidatorCache } from './forge.ts';

/** One configured forge. Base URLs have no trailing slash. */
export interface ForgeSettings {
  id: string;
  type: ForgeType;
  apiBaseUrl: string;
  webBaseUrl: string;
}

/** The quotas that forges report, shared by all replicas. */
export interface Budgets {
  observe(forgeId: string, tokenFingerprint: string, reading: Quota): void;
  /** Receives when a token expires, where a response says so. */
  observeExpiry(forgeId: string, tokenFingerprint: string, expiresAt: Date): void;
  /** Undefined when the current window's quota is unknown. */
  find(forgeId: string, tokenFingerprint: string, bucket: string): Quota | undefined;
}

/** The dependencies of every adapter. */
export interface ForgeDeps {
  http: HttpClient;
  validators: ValidatorCache;
  budgets: Budgets;
  clock: Pick<Clock, 'now' | 'monotonic' | 'sleep'>;
  logger: Pick<Logger, 'error'>;
  /** A larger diff is omitted, and only its files are listed. */
  diffLimitBytes: number;
}
