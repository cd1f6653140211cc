/** A pull request of the demo's past. */
export interface ReplayedPullRequest {
  /** When it was opened, and when it changed later; oldest first. */
  changedAt: readonly Date[];
}

/** What a server that follows the pull requests measures at the start of a minute. */
export interface ReplayedMinute {
  at: Date;
  /** How many pull requests are open. */
  rows: number;
  /** The age of what the server knows of them. */
  p50Ms: number;
  p95Ms: number;
  /** Requests since the hour began. */
  requests: number;
}

export interface Replay {
  /** All are open until the hour ends. */
  pullRequests: readonly ReplayedPullRequest[];
  endsAt: Date;
  /** How often the server checks open pull requests, all with one request. */
  checkEveryMs: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * The whole minutes of an hour in which a server reads each pull request when it changes, and once in each interval:
 * the reads are spread over it. Without an open pull request there is nothing to measure.
 */
export function replayHour({ pullRequests, endsAt, checkEveryMs }: Replay): ReplayedMinute[] {
  const beginsAt = endsAt.getTime() - hourMs;
  const changes = pullRequests.map(({ changedAt }) => changedAt.map((at) => at.getTime()));
  const first = Math.ceil(beginsAt / minuteMs);
  const count = Math.floor(endsAt.getTime() / minuteMs) - first;
  const minutes = Array.from({ length: count }, (_, index) => (first + index) * minuteMs);
  return minutes.flatMap((at) => {
    const checks = Math.floor((at - beginsAt) / checkEveryMs);
    const findLastCheck = (index: number) => {
      const firstAt = beginsAt + (index / changes.length) * checkEveryMs;
      return firstAt + Math.floor((at - firstAt) / checkEveryMs) * checkEveryMs;
    };
    const past = changes.map((each) => each.filter((changedAt) => changedAt <= at));
    const ages = past
      .flatMap((each, index) =>
        each.length > 0 ? [at - Math.max(findLastCheck(index), ...each)] : [],
      )
      .toSorted((one, other) => one - other);
    if (ages.length === 0) return [];
    const readsOfChanges = past.flat().filter((changedAt) => changedAt > beginsAt);
    return {
      at: new Date(at),
      rows: ages.length,
      p50Ms: pickPercentile(ages, 0.5),
      p95Ms: pickPercentile(ages, 0.95),
      requests: checks + readsOfChanges.length,
    };
  });
}

/** As `percentile_disc` of the database does. */
function pickPercentile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}
