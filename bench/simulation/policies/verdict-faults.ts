import type { PullRequest } from '../../../demo/forge/world/records.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { isReady, readTruth } from '../../../test/histories/truth.ts';

const longAgoMs = 600_000;

/** What the verdict of a branch says that is not true at the forge, when nothing has changed for a while. */
export function findVerdictFaults(
  pullRequest: PullRequest | undefined,
  { verdict, git_branch }: DiffStatus,
): string[] {
  const expected = pullRequest === undefined ? 'no_pull_request' : findReason(pullRequest);
  if (expected === undefined || verdict.reason === expected) return [];
  return [`${git_branch}: the verdict is ${verdict.reason}, expected ${expected}`];
}

/** Undefined where several verdicts may be right. */
function findReason(pullRequest: PullRequest): DiffStatus['verdict']['reason'] | undefined {
  const truth = readTruth(pullRequest);
  if (truth.state !== 'open') return truth.state;
  if (truth.isFailed) return 'checks_failed';
  if (truth.changesRequested) return 'changes_requested';
  if (truth.openThreads > 0) return 'threads_open';
  if (isReady(truth, longAgoMs)) return 'ready_to_merge';
  return truth.isPending ? 'checks_running' : undefined;
}
