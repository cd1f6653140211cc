import { adoptHead } from './synchronize.ts';
import type { PullRequest, World } from './world.ts';

/** Applies a change and records when it happened. */
export function changePullRequest(
  world: World,
  pullRequest: PullRequest,
  change: Partial<Pick<PullRequest, 'title' | 'body' | 'draft' | 'baseBranch' | 'mergeable'>>,
): void {
  Object.assign(pullRequest, change);
  const base = pullRequest.repository.branches.get(pullRequest.baseBranch);
  if (change.baseBranch !== undefined) pullRequest.baseSha = base ?? pullRequest.baseSha;
  touch(world, pullRequest);
}

/** Closes an open pull request without merging it. */
export function closePullRequest(world: World, pullRequest: PullRequest): void {
  pullRequest.state = 'closed';
  pullRequest.closedAt = world.now();
  touch(world, pullRequest);
}

/** Reopens a closed pull request; false when its branch is gone or it was merged. */
export async function reopenPullRequest(world: World, pullRequest: PullRequest): Promise<boolean> {
  const head = pullRequest.headRepository.branches.get(pullRequest.headBranch);
  if (head === undefined || pullRequest.mergedAt !== null) return false;
  pullRequest.headSha = head;
  await adoptHead(pullRequest);
  pullRequest.state = 'open';
  pullRequest.closedAt = null;
  touch(world, pullRequest);
  return true;
}

/** Removes a pull request as if it had never been; the forge answers 404 from then on. */
export function deletePullRequest(world: World, pullRequest: PullRequest): void {
  pullRequest.repository.pullRequests.delete(pullRequest.number);
  world.revision += 1;
}

function touch(world: World, pullRequest: PullRequest): void {
  pullRequest.updatedAt = world.now();
  world.revision += 1;
}
