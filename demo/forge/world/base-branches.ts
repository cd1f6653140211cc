import { changePullRequest, closePullRequest } from './pull-requests.ts';
import type { PullRequest, Repository } from './records.ts';
import type { World } from './world.ts';

/**
 * What GitHub does with the open pull requests into a branch that was deleted: those into the branch of a
 * merged pull request get its base, as in a stack, and the others are closed.
 */
export function leaveDeletedBase(world: World, repository: Repository, branch: string): void {
  const merged = findMergedFrom(repository, branch);
  for (const pullRequest of repository.pullRequests.values()) {
    if (pullRequest.state !== 'open' || pullRequest.baseBranch !== branch) continue;
    if (merged) changePullRequest(world, pullRequest, { baseBranch: merged.baseBranch });
    else closePullRequest(world, pullRequest);
  }
}

function findMergedFrom(repository: Repository, branch: string): PullRequest | undefined {
  return [...repository.pullRequests.values()].findLast(
    ({ headRepository, headBranch, mergedAt }) =>
      headRepository === repository && headBranch === branch && mergedAt !== null,
  );
}

/** Renames a branch; its protection and the open pull requests into it follow. */
export function renameBranch(world: World, repository: Repository, from: string, to: string): void {
  const { branches, branchProtections, pullRequests } = repository;
  const head = branches.get(from);
  if (head === undefined || branches.has(to)) return;
  branches.delete(from);
  branches.set(to, head);
  const protection = branchProtections.get(from);
  branchProtections.delete(from);
  if (protection) branchProtections.set(to, protection);
  if (repository.defaultBranch === from) repository.defaultBranch = to;
  world.revision += 1;
  for (const pullRequest of pullRequests.values()) {
    if (pullRequest.state !== 'open' || pullRequest.baseBranch !== from) continue;
    changePullRequest(world, pullRequest, { baseBranch: to });
  }
}
