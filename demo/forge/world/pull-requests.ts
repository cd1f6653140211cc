import { bringCommit, writePullRequestRef } from '../git/bare-repository.ts';
import { dequeue } from './merge-state.ts';
import type { PullRequest } from './records.ts';
import { announce, touch, type World } from './world.ts';

type Change = Partial<
  Pick<
    PullRequest,
    'title' | 'body' | 'draft' | 'baseBranch' | 'mergeable' | 'mergeState' | 'computingReads'
  >
>;

/** Applies a change and records when it happened. */
export function changePullRequest(world: World, pullRequest: PullRequest, change: Change): void {
  const { title, body, baseBranch, draft } = pullRequest;
  Object.assign(pullRequest, change);
  const base = pullRequest.repository.branches.get(pullRequest.baseBranch);
  if (change.baseBranch !== undefined) pullRequest.baseSha = base ?? pullRequest.baseSha;
  touch(world, pullRequest);
  const changes = {
    ...(title !== pullRequest.title && { title: { from: title } }),
    ...(body !== pullRequest.body && { body: { from: body } }),
    ...(baseBranch !== pullRequest.baseBranch && { base: { ref: { from: baseBranch } } }),
  };
  if (Object.keys(changes).length > 0) {
    announce(world, { kind: 'pull_request', action: 'edited', pullRequest, more: { changes } });
  }
  if (draft === pullRequest.draft) return;
  const action = pullRequest.draft ? 'converted_to_draft' : 'ready_for_review';
  announce(world, { kind: 'pull_request', action, pullRequest });
}

/** Closes an open pull request, which may have been merged just now. */
export function closePullRequest(world: World, pullRequest: PullRequest): void {
  if (pullRequest.state === 'closed') return;
  pullRequest.state = 'closed';
  pullRequest.closedAt = world.now();
  pullRequest.autoMergeBy = undefined;
  dequeue(world, pullRequest, pullRequest.mergedAt === null ? 'MANUAL' : 'MERGE');
  touch(world, pullRequest);
  const sender = pullRequest.mergedBy;
  announce(world, {
    kind: 'pull_request',
    action: 'closed',
    pullRequest,
    ...(sender && { sender }),
  });
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
  announce(world, { kind: 'pull_request', action: 'reopened', pullRequest });
  return true;
}

/** Removes a pull request as if it had never been; the forge answers 404 from then on. */
export function deletePullRequest(world: World, pullRequest: PullRequest): void {
  pullRequest.repository.pullRequests.delete(pullRequest.number);
  world.revision += 1;
}

/** Makes a pull request's head commit readable in the repository it targets. */
export async function adoptHead(pullRequest: PullRequest): Promise<void> {
  const { repository, headRepository, headSha, number } = pullRequest;
  await bringCommit(repository.directory, headRepository.directory, headSha);
  await writePullRequestRef(repository.directory, number, headSha);
}
