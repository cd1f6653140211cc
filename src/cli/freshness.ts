import type { DiffStatus, FailureKind } from '../contract/diff-status.ts';

const failureWords: Record<FailureKind, string> = {
  no_forge: 'unknown forge',
  no_token: 'no token linked',
  rate_limited: 'paused',
  unauthorized: 'token refused',
  forbidden: 'access denied',
  not_found: 'repository not found',
  unavailable: 'forge unavailable',
  timed_out: 'forge timed out',
  malformed: 'forge answered nonsense',
  internal: 'failed',
};

/** How old a status is, and why it is not newer (S9). */
export function toFreshness(status: DiffStatus, now: Date): string {
  const { failure, refreshed_at: refreshedAt } = status;
  const age = refreshedAt === null ? undefined : toAge(now.getTime() - Date.parse(refreshedAt));
  if (failure !== null) {
    const words = [toFailureWords(failure, now)];
    if (age !== undefined) words.push(`as of ${age}`);
    return words.join(', ');
  }
  if (age === undefined) return 'looking';
  return status.stale_at === null ? `settled ${age}` : age;
}

function toFailureWords(failure: NonNullable<DiffStatus['failure']>, now: Date): string {
  const words = failureWords[failure.kind];
  if (failure.kind !== 'rate_limited' || failure.retry_at === null) return words;
  const retryAt = new Date(failure.retry_at);
  return retryAt > now ? `paused until ${toTime(retryAt)}` : words;
}

/** `14:05`, by the clock of this machine. */
export function toTime(instant: Date): string {
  return [instant.getHours(), instant.getMinutes()]
    .map((value) => String(value).padStart(2, '0'))
    .join(':');
}

function toAge(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1_000));
  if (seconds < 5) return 'just now';
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 36 * 3_600) return `${Math.round(seconds / 3_600)} h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}
