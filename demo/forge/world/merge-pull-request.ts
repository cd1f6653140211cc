import { findCommitId } from '../git/read-commits.ts';
import { mergeCommits } from '../git/write-commits.ts';
import { closePullRequest } from './pull-requests.ts';
import type { Account, PullRequest } from './records.ts';
import { runExclusively } from './repositories.ts';
import { synchronize } from './synchronize.ts';
import type { World } from './world.ts';

/** Merges a pull request in git; false when it conflicts, is a draft or is not open. */
export async function mergePullRequest(
  world: World,
  pullRequest: PullRequest,
  by: Account,
  method: 'merge' | 'squash',
): Promise<boolean> {
  if (pullRequest.state !== 'open' || pullRequest.draft) return false;
  const { repository } = pullRequest;
  const merged = await runExclusively(world, repository, () =>
    merge(world, pullRequest, by, method),
  );
  if (merged === undefined) return false;
  pullRequest.mergedAt = world.now();
  pullRequest.mergedBy = by;
  pullRequest.mergeCommitSha = merged;
  closePullRequest(world, pullRequest);
  await synchronize(world, repository, by);
  return true;
}

async function merge(
  world: World,
  pullRequest: PullRequest,
  by: Account,
  method: 'merge' | 'squash',
): Promise<string | undefined> {
  const { repository, headSha, number, title, headBranch, headRepository } = pullRequest;
  const from = `${headRepository.owner.login}/${headBranch}`;
  const subject = `Merge pull request #${number} from ${from}\n\n${title}`;
  // Another merge may have just moved the branch; its refs have not been read again yet.
  const current = await findCommitId(repository.directory, `refs/heads/${pullRequest.baseBranch}`);
  return mergeCommits(repository.directory, {
    base: current ?? pullRequest.baseSha,
    head: headSha,
    branch: pullRequest.baseBranch,
    message: method === 'merge' ? subject : `${title} (#${number})`,
    method,
    authorName: by.name,
    authorEmail: by.email,
    at: world.now(),
  });
}
