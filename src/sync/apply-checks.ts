import { toHeadPaceMs } from '../domain/lane-pace.ts';
import type { AcquiredLane } from '../domain/repository-lane.ts';
import type { LaneStore, Surveyed } from './lane-ports.ts';

/**
 * The forge's two APIs may count differently, and its replicas lag: rows that still differ after they were read
 * are not read again at once.
 */
const repeatedMs = 60_000;

/** Makes the rows of a head due that show other checks. */
export async function applyChecks(
  lane: AcquiredLane,
  checks: Surveyed,
  store: Pick<LaneStore, 'compareHead' | 'markHeadDue'>,
): Promise<{ paceMs: number; isConfirmed: boolean }> {
  const head = await store.compareHead(lane, checks);
  const isConfirmed = head.differing === 0;
  if (!isConfirmed && isNews(lane, checks)) await store.markHeadDue(lane, checks);
  return { paceMs: toHeadPaceMs(checks, head), isConfirmed };
}

function isNews({ reportedChecks, sinceMarkedMs }: AcquiredLane, { hash }: Surveyed): boolean {
  return reportedChecks !== hash || sinceMarkedMs === null || sinceMarkedMs >= repeatedMs;
}
