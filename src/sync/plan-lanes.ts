import type { AwaitedList, AwaitingRepository, LaneScope } from '../domain/repository-lane.ts';
import { toCurrentRepository } from '../domain/repository-reference.ts';
import type { LaneStore, SurveyedForge } from './lane-ports.ts';

/** Plans the lanes of some owners, or those of some chats that have changed. */
export async function planLanes(
  forges: readonly SurveyedForge[],
  store: Pick<LaneStore, 'listAwaiting' | 'planLanes'>,
  scope: LaneScope,
): Promise<void> {
  const listing = forges.filter(listsPullRequests);
  const forgeIds = listing.map(({ id }) => id);
  const checkForgeIds = listing.filter(surveysChecks).map(({ id }) => id);
  const awaiting = await store.listAwaiting(forgeIds, scope);
  const awaited = awaiting.flatMap((one) => {
    const forge = listing.find(({ id }) => id === one.forgeId);
    return forge ? findList(one, forge) : [];
  });
  await store.planLanes({ forgeIds, checkForgeIds, awaited, scope });
}

function findList(one: AwaitingRepository, forge: SurveyedForge): AwaitedList[] {
  const { forgeId, ownerId, reportedAt } = one;
  if (one.urlPrefix !== null) return [{ forgeId, ownerId, reportedAt, urlPrefix: one.urlPrefix }];
  const inOrigin = forge.parseRemoteOrigin(one.remoteOrigin);
  if (!inOrigin) return [];
  const url = forge.toPullRequestUrl({ repository: toCurrentRepository(inOrigin, one), number: 1 });
  return [{ forgeId, ownerId, reportedAt, urlPrefix: url.slice(0, url.lastIndexOf('1')) }];
}

function listsPullRequests(forge: SurveyedForge): boolean {
  return 'listRecentPullRequests' in forge;
}

function surveysChecks(forge: SurveyedForge): boolean {
  return 'surveyChecks' in forge;
}
