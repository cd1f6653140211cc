import type { ListenEvent } from './database.ts';

/**
 * Carries announcements of committed changes between replicas, instead of the notifications of the database.
 * Announcements are hints: one that is lost is made up for by the `'connected'` that ends every interruption
 * (S4).
 */
export interface EventTransport extends AsyncDisposable {
  /** Never waits and never throws. What cannot be sent now is followed by a resync of every listener. */
  publish(payloads: readonly string[]): void;
  /** As `Database.listen`. */
  listen(signal: AbortSignal): AsyncIterable<ListenEvent>;
}
