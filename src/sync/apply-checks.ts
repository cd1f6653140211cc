import { toHeadPaceMs } from '../domain/lane-pace.ts';
import type { AcquiredLane } from '../domain/repository-lane.ts';
import { type RepositoryReference, toRepositoryKey } from '../domain/repository-reference.ts';
import type { LaneStore, Surveyed } from './lane-ports.ts';

/**
 * The forge's two APIs may count differently, and its replicas lag: rows that still differ after they were read
 * are not read again at once.
 */
const repeatedMs = 60_000;

export interface SurveyedHeadChecks {
  repository: RepositoryReference;
  checks: Surveyed;
  /** Since the survey began. */
  sinceReadMs: number;
}

/**
 * Shows the checks of a head in its rows where they differ. Rows that cannot be changed without a read are due, and
 * so are all of them when the last check has ended: the forge then computes anew whether they can be merged.
 */
export async function applyChecks(
  lane: AcquiredLane,
  { repository, checks, sinceReadMs }: SurveyedHeadChecks,
  {
    store,
    pollPace,
  }: {
    store: Pick<LaneStore, 'compareHead' | 'markHeadDue' | 'applyHeadChecks'>;
    pollPace: number;
  },
): Promise<{ paceMs: number; isConfirmed: boolean }> {
  const head = await store.compareHead(lane, checks);
  const isConfirmed = head.differing === 0;
  if (!isConfirmed && isNews(lane, checks)) {
    const { forgeId, ownerId, headSha: sha, urlPrefix: pullRequestPrefix } = lane;
    // S15: a list does not say which runs are required, so the names have to be known.
    if (head.areRulesKnown) {
      const commit = { forgeId, sha, repository: toRepositoryKey(repository), pullRequestPrefix };
      const reported = { kind: 'list', runs: checks.runs, sinceReadMs } as const;
      await store.applyHeadChecks({ ...commit, ownerId, reported });
    }
    await store.markHeadDue(lane, checks, { all: checks.pending === 0 });
  }
  return { paceMs: toHeadPaceMs(checks, head) / pollPace, isConfirmed };
}

function isNews({ reportedChecks, sinceMarkedMs }: AcquiredLane, { hash }: Surveyed): boolean {
  return reportedChecks !== hash || sinceMarkedMs === null || sinceMarkedMs >= repeatedMs;
}
