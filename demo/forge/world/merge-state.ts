import { listLatestChecks, listStatuses } from './checks.ts';
import { findComparison, getMergeability } from './comparisons.ts';
import { findProtection, listRequiredChecks } from './protection.ts';
import type { Account, PullRequest } from './records.ts';
import { listLatestVerdicts } from './reviews.ts';
import { announce, markUpdated, takeId, type World } from './world.ts';

/** GitHub's `mergeable_state`. */
export type MergeState =
  | 'behind'
  | 'blocked'
  | 'clean'
  | 'dirty'
  | 'draft'
  | 'unknown'
  | 'unstable';

/** Mergeability at one moment. */
export interface MergeReading {
  mergeable: boolean | null;
  state: MergeState;
}

/** Reads mergeability. While `computingReads` is positive it is reported as not computed yet. */
export async function readMergeability(
  world: World,
  pullRequest: PullRequest,
): Promise<MergeReading> {
  if (pullRequest.computingReads > 0 && pullRequest.state === 'open') {
    pullRequest.computingReads -= 1;
    // Responses with this reading must not be cached.
    world.revision += 1;
    return { mergeable: null, state: 'unknown' };
  }
  const mergeable = await getMergeability(world, pullRequest);
  return { mergeable, state: await computeMergeState(world, pullRequest, mergeable) };
}

/** GitHub's review decision; undefined when no review is required and none was given. */
export function findReviewDecision(
  pullRequest: PullRequest,
): 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED' | undefined {
  const states = listLatestVerdicts(pullRequest).map(({ state }) => state);
  const approvals = states.filter((state) => state === 'APPROVED').length;
  const { repository, baseBranch } = pullRequest;
  const required = findProtection(repository, baseBranch)?.approvals ?? 0;
  if (states.includes('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  if (approvals < required) return 'REVIEW_REQUIRED';
  return approvals > 0 ? 'APPROVED' : undefined;
}

async function computeMergeState(
  world: World,
  pullRequest: PullRequest,
  mergeable: boolean | null,
): Promise<MergeState> {
  if (mergeable === null) return 'unknown';
  if (!mergeable) return 'dirty';
  if (pullRequest.draft) return 'draft';
  if (pullRequest.mergeState !== 'computed') return pullRequest.mergeState;
  if (isBlocked(pullRequest)) return 'blocked';
  const protection = findProtection(pullRequest.repository, pullRequest.baseBranch);
  if (protection?.upToDate && (await isBehind(world, pullRequest))) return 'behind';
  return listUnsuccessful(pullRequest).length > 0 ? 'unstable' : 'clean';
}

function isBlocked(pullRequest: PullRequest): boolean {
  const { repository, baseBranch, headSha } = pullRequest;
  const decision = findReviewDecision(pullRequest);
  const protection = findProtection(repository, baseBranch);
  if (protection === undefined) return false;
  const requiresReview = (protection.approvals ?? 0) > 0;
  if (requiresReview && decision !== 'APPROVED') return true;
  const unsuccessful = listUnsuccessful(pullRequest);
  const reported = [
    ...listLatestChecks(repository, headSha).map(({ name }) => name),
    ...listStatuses(repository, headSha).map(({ context }) => context),
  ];
  return listRequiredChecks(repository, baseBranch).some(
    (name) => unsuccessful.includes(name) || !reported.includes(name),
  );
}

function listUnsuccessful({ repository, headSha }: PullRequest): string[] {
  const successful = new Set(['success', 'neutral', 'skipped']);
  const runs = listLatestChecks(repository, headSha).filter(
    (run) => !successful.has(run.conclusion ?? ''),
  );
  const statuses = listStatuses(repository, headSha).filter(({ state }) => state !== 'success');
  return [...runs.map(({ name }) => name), ...statuses.map(({ context }) => context)];
}

async function isBehind(world: World, pullRequest: PullRequest): Promise<boolean> {
  const { repository, baseBranch, baseSha, headSha } = pullRequest;
  const base = repository.branches.get(baseBranch) ?? baseSha;
  const comparison = await findComparison(world, repository, base, headSha);
  return (comparison?.behind ?? 0) > 0;
}

/** Adds a pull request to the end of the merge queue. */
export function enqueue(world: World, pullRequest: PullRequest, by: Account): void {
  if (pullRequest.queueEntry !== undefined || pullRequest.state !== 'open') return;
  const entry = { id: takeId(world), by, enqueuedAt: world.now() };
  pullRequest.queueEntry = entry;
  markUpdated(world, pullRequest);
  announce(world, { kind: 'pull_request', action: 'enqueued', pullRequest, sender: by });
  announce(world, { kind: 'merge_group', action: 'checks_requested', pullRequest, entry });
}

/** Removes it from the queue. `reason` is one of GitHub's, such as `MANUAL` or `MERGE`. */
export function dequeue(world: World, pullRequest: PullRequest, reason: string): void {
  const entry = pullRequest.queueEntry;
  if (entry === undefined) return;
  pullRequest.queueEntry = undefined;
  markUpdated(world, pullRequest);
  const details = { reason };
  announce(world, { kind: 'merge_group', action: 'destroyed', pullRequest, entry });
  announce(world, { kind: 'pull_request', action: 'dequeued', pullRequest, details });
}

/** The position in the queue, from 1; undefined outside the queue. */
export function findQueuePosition({ repository, queueEntry }: PullRequest): number | undefined {
  if (queueEntry === undefined) return undefined;
  const waiting = [...repository.pullRequests.values()].filter(
    (other) => other.queueEntry !== undefined && other.queueEntry.id <= queueEntry.id,
  );
  return waiting.length;
}

/** Enables auto-merge on behalf of an account; undefined disables it. */
export function setAutoMerge(world: World, pullRequest: PullRequest, by: Account | undefined) {
  if (pullRequest.autoMergeBy === by) return;
  const sender = by ?? pullRequest.autoMergeBy;
  pullRequest.autoMergeBy = by;
  markUpdated(world, pullRequest);
  const action = by === undefined ? 'auto_merge_disabled' : 'auto_merge_enabled';
  announce(world, { kind: 'pull_request', action, pullRequest, ...(sender && { sender }) });
}
