import type { PollingPort } from '../../../src/http/deps.ts';

/** Polling that a request pauses, in memory. */
export class FakePolling implements PollingPort {
  factor = 1;
  pausedAt: Date | null = null;

  isPaused(): boolean {
    return this.factor === 0 || this.pausedAt !== null;
  }

  read: PollingPort['read'] = async () => ({ isPaused: this.isPaused(), pausedAt: this.pausedAt });

  setPaused: PollingPort['setPaused'] = async (isPaused) => {
    this.pausedAt = isPaused ? (this.pausedAt ?? new Date('2026-01-01T14:05:00Z')) : null;
  };
}
