import { combinedAbove, toLaneStretch } from '../domain/lane-pace.ts';
import type { LaneLoad } from '../domain/repository-lane.ts';
import type { Clock } from '../platform/clock.ts';

const reloadEveryMs = 10_000;

/** What the lanes of each token would take at their paces, on all replicas. */
export class LaneLoads {
  readonly #store: { listLaneLoads(): Promise<LaneLoad[]> };
  readonly #clock: Pick<Clock, 'monotonic'>;
  #loads: ReadonlyMap<string, LaneLoad> = new Map();
  #loadedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: {
    store: { listLaneLoads(): Promise<LaneLoad[]> };
    clock: Pick<Clock, 'monotonic'>;
  }) {
    this.#store = deps.store;
    this.#clock = deps.clock;
  }

  /** They change slowly: reads them again when the last time was a while ago. */
  async reload(): Promise<void> {
    const now = this.#clock.monotonic();
    if (now - this.#loadedAt < reloadEveryMs) return;
    this.#loadedAt = now;
    const loads = await this.#store.listLaneLoads();
    this.#loads = new Map(loads.map((load) => [load.tokenFingerprint, load]));
  }

  /** Whether conditional requests for each head would be too many, and rather late. */
  isCombined(tokenFingerprint: string): boolean {
    const load = this.#loads.get(tokenFingerprint);
    return toLaneStretch(load?.requestsPerMinute ?? 0) >= combinedAbove;
  }

  /** The factor by which the intervals of the token's lanes grow; `isCombined`: heads take nothing. */
  toStretch(tokenFingerprint: string, isCombined: boolean): number {
    const load = this.#loads.get(tokenFingerprint);
    if (!load) return 1;
    const { requestsPerMinute, ofHeads } = load;
    return toLaneStretch(isCombined ? requestsPerMinute - ofHeads : requestsPerMinute);
  }
}
