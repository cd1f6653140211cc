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

/** What every adapter works with. */
export interface ForgePorts {
  http: HttpClient;
  validators: ValidatorCache;
  clock: Pick<Clock, 'now'>;
  logger: Pick<Logger, 'error'>;
  /** A larger diff is left out, and its files are listed. */
  diffLimitBytes: number;
}
