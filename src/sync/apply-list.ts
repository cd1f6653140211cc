import { toListPaceMs } from '../domain/lane-pace.ts';
import type { AcquiredLane, ListedPullRequest } from '../domain/repository-lane.ts';
import { toRepositoryKey } from '../domain/repository-reference.ts';
import type { LaneStore, Recent, RecentPullRequest } from './lane-ports.ts';

const settledAfterMs = 10 * 60_000;
/** A row that a list confirms is not due before the list is surveyed again. */
const confirmedPaces = 1.25;

/** Makes rows due that the list has news for, and confirms those that it shows unchanged. */
export async function applyList(
  lane: AcquiredLane,
  { pullRequests, forgeNow }: Recent,
  {
    store,
    diffStatusTtlMs,
    pollPace,
  }: {
    store: Pick<LaneStore, 'markMovedDue' | 'confirmUnmoved' | 'noteMissed'>;
    diffStatusTtlMs: number;
    pollPace: number;
  },
): Promise<{ paceMs: number; changedAt: Date | null }> {
  const listed = pullRequests.flatMap(toListed);
  const moved = await store.markMovedDue(lane, listed);
  const isFed = lane.isFed && moved === 0;
  if (lane.isFed && moved > 0) await store.noteMissed(lane);
  const times = listed.flatMap(({ changedAt }) => (changedAt ? [changedAt.getTime()] : []));
  const changedAt = times.length === 0 ? null : new Date(Math.max(...times));
  const sinceChangedMs = changedAt && forgeNow - changedAt.getTime();
  const { sinceReportedMs } = lane;
  const paceMs = toListPaceMs({ sinceChangedMs, sinceReportedMs, isFed }) / pollPace;
  const unmoved = listed.filter((one) => isSettled(one, forgeNow));
  const confirmedMs = isFed ? paceMs * confirmedPaces : 0;
  const confirmMs = Math.max(diffStatusTtlMs / pollPace, confirmedMs);
  await store.confirmUnmoved(lane, unmoved, { confirmMs, pollPace });
  return { paceMs, changedAt };
}

/** Checks and reviews of a change arrive for a while, and a list does not contain them. */
function isSettled({ changedAt }: ListedPullRequest, forgeNow: number): boolean {
  return changedAt !== null && forgeNow - changedAt.getTime() > settledAfterMs;
}

function toListed({ url, head, facts }: RecentPullRequest): ListedPullRequest[] {
  if (!facts) return [];
  return [
    {
      url,
      number: facts.number,
      isOpen: facts.state === 'open',
      changedAt: facts.changedAt,
      headSha: facts.headSha,
      headRepository: head ? toRepositoryKey(head.repository) : '',
      ...(head?.repository.id != null && { headRepositoryId: head.repository.id }),
      headBranch: head?.branch ?? '',
    },
  ];
}
