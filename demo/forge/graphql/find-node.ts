import { mayRead } from '../world/accounts.ts';
import { type Account, type PullRequest, type Repository } from '../world/records.ts';
import { type World } from '../world/world.ts';

/** The repository a node id names, when the viewer may see it. */
export function findRepositoryNode(
  world: World,
  viewer: Account,
  id: string,
): Repository | undefined {
  const repository = world.repositoriesById.get(Number(/^R_(\d+)$/.exec(id)?.[1]));
  return repository !== undefined && mayRead(repository, viewer) ? repository : undefined;
}

/** The pull request a node id names, when the viewer may see it. */
export function findPullRequestNode(
  world: World,
  viewer: Account,
  id: string,
): PullRequest | undefined {
  const wanted = Number(/^PR_(\d+)$/.exec(id)?.[1]);
  for (const repository of world.repositoriesById.values()) {
    if (!mayRead(repository, viewer)) continue;
    for (const pullRequest of repository.pullRequests.values()) {
      if (pullRequest.id === wanted) return pullRequest;
    }
  }
  return undefined;
}
