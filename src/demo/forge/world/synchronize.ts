import { bringCommit, readBranches, writePullRequestRef } from '../git/bare-repository.ts';
import { inTurn } from './repositories.ts';
import type { PullRequest, Repository, World } from './world.ts';

/** Reads a repository's refs after a push and carries them into its network's pull requests. */
export function synchronize(world: World, repository: Repository): Promise<void> {
  return inTurn(world, repository, async () => {
    const before = repository.branches;
    const after = await readBranches(repository.directory);
    repository.branches = after;
    for (const pullRequest of listPullRequestsFrom(world, repository)) {
      const head = after.get(pullRequest.headBranch);
      if (head === pullRequest.headSha) continue;
      if (head === undefined) close(world, pullRequest);
      else await follow(world, pullRequest, head);
    }
    if (!haveSameEntries(before, after)) repository.pushedAt = world.now();
    world.revision += 1;
  });
}

/** Makes a pull request's head commit readable in the repository it targets. */
export async function adoptHead(pullRequest: PullRequest): Promise<void> {
  const { repository, headRepository, headSha, number } = pullRequest;
  await bringCommit(repository.directory, headRepository.directory, headSha);
  await writePullRequestRef(repository.directory, number, headSha);
}

async function follow(world: World, pullRequest: PullRequest, head: string): Promise<void> {
  pullRequest.headSha = head;
  await adoptHead(pullRequest);
  const base = pullRequest.repository.branches.get(pullRequest.baseBranch);
  pullRequest.baseSha = base ?? pullRequest.baseSha;
  pullRequest.updatedAt = world.now();
}

function close(world: World, pullRequest: PullRequest): void {
  pullRequest.state = 'closed';
  pullRequest.closedAt = world.now();
  pullRequest.updatedAt = world.now();
}

function* listPullRequestsFrom(world: World, head: Repository): Generator<PullRequest> {
  for (const repository of world.repositoriesById.values()) {
    for (const pullRequest of repository.pullRequests.values()) {
      if (pullRequest.headRepository === head && pullRequest.state === 'open') yield pullRequest;
    }
  }
}

function haveSameEntries(before: Map<string, string>, after: Map<string, string>): boolean {
  if (before.size !== after.size) return false;
  return [...after].every(([branch, commit]) => before.get(branch) === commit);
}
