import { readBranches } from '../git/bare-repository.ts';
import { leaveDeletedBase } from './base-branches.ts';
import type { BranchMove } from './events.ts';
import { closePullRequest, fetchHead } from './pull-requests.ts';
import type { Account, PullRequest, Repository } from './records.ts';
import { runExclusively } from './repositories.ts';
import { announce, markUpdated, type World } from './world.ts';

/** Reads a repository's refs after a push and updates the pull requests that come from it. */
export function synchronize(
  world: World,
  repository: Repository,
  sender: Account = repository.owner,
): Promise<void> {
  return runExclusively(world, repository, async () => {
    const before = repository.branches;
    const after = await readBranches(repository.directory);
    const moves = listMoves(before, after);
    repository.branches = after;
    if (moves.length > 0) repository.pushedAt = world.now();
    for (const moved of moves) announce(world, { kind: 'branch', repository, moved, sender });
    for (const pullRequest of listPullRequestsFrom(world, repository)) {
      const head = after.get(pullRequest.headBranch);
      if (head === pullRequest.headSha) continue;
      if (head === undefined) closePullRequest(world, pullRequest);
      else await updateHead(world, pullRequest, head, sender);
    }
    for (const { branch, after: head } of moves) {
      if (head === undefined) leaveDeletedBase(world, repository, branch);
    }
    world.revision += 1;
  });
}

async function updateHead(
  world: World,
  pullRequest: PullRequest,
  head: string,
  sender: Account,
): Promise<void> {
  const details = { before: pullRequest.headSha, after: head };
  pullRequest.headSha = head;
  await fetchHead(pullRequest);
  const base = pullRequest.repository.branches.get(pullRequest.baseBranch);
  pullRequest.baseSha = base ?? pullRequest.baseSha;
  markUpdated(world, pullRequest);
  announce(world, { kind: 'pull_request', action: 'synchronize', pullRequest, sender, details });
}

function* listPullRequestsFrom(world: World, head: Repository): Generator<PullRequest> {
  for (const repository of world.repositoriesById.values()) {
    for (const pullRequest of repository.pullRequests.values()) {
      if (pullRequest.headRepository === head && pullRequest.state === 'open') yield pullRequest;
    }
  }
}

function listMoves(before: Map<string, string>, after: Map<string, string>): BranchMove[] {
  const branches = new Set([...before.keys(), ...after.keys()]);
  return [...branches]
    .filter((branch) => before.get(branch) !== after.get(branch))
    .map((branch) => ({ branch, before: before.get(branch), after: after.get(branch) }));
}
