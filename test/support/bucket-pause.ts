import type { BucketPause } from '../../src/domain/forge-token.ts';

/** A pause as it is found at noon, the start of a `FakeClock`. */
export function toPause(endsInMs: number, bucket: string | null = null): BucketPause {
  const until = new Date(Date.parse('2026-01-01T12:00:00Z') + endsInMs);
  return { bucket, endsInMs, until };
}
