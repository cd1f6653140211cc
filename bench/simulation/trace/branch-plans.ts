import type { Random } from '../../../test/histories/random.ts';
import type { TracedBranch } from './changes.ts';
import { runCheck, runWorkflow, type TimedChange } from './check-runs.ts';

const second = 1_000;
const minute = 60 * second;
const signalledShare = 0.7;
const reviewers = 5;

/** Everything that happens to one branch before `endMs`, in any order. */
export function planBranch(branch: TracedBranch, random: Random, endMs: number): TimedChange[] {
  const planned = plans[branch.role](branch, random, endMs);
  return keepPossible(planned, branch.sha, endMs);
}

type Plan = (branch: TracedBranch, random: Random, endMs: number) => TimedChange[];

const plans: Record<TracedBranch['role'], Plan> = {
  dormant: () => [],
  pushing: (_, random, endMs) =>
    listTimes(5 * minute, endMs, random).flatMap((atMs) => push(atMs, random)),
  checking: ({ sha }, random, endMs) =>
    listTimes(6 * minute, endMs, random).flatMap((startedAtMs, index) =>
      runCheck({ name: `deploy-${index}`, sha, startedAtMs }, random),
    ),
  reviewed: (_, random, endMs) => review(0, random, endMs),
  opening: (branch, random, endMs) => open(branch, random, endMs),
};

/** Times with an exponential distance of this mean. */
function listTimes(meanMs: number, endMs: number, random: Random): number[] {
  const times: number[] = [];
  const step = () => -Math.log(1 - random.next()) * meanMs;
  for (let atMs = step(); atMs < endMs; atMs += step()) times.push(atMs);
  return times;
}

function push(atMs: number, random: Random, isSignalled = random.isTrue(signalledShare)) {
  const sha = random.sha();
  const landsAtMs = atMs + (0.5 + 1.5 * random.next()) * second;
  const changes: TimedChange[] = [{ atMs: landsAtMs, kind: 'push', sha }];
  if (isSignalled) changes.unshift({ atMs, kind: 'signal', sha });
  return [...changes, ...runWorkflow(sha, landsAtMs, random)];
}

/** Half of the pull requests follow a signalled push, the others come from a person or another tool. */
function open({ sha }: TracedBranch, random: Random, endMs: number): TimedChange[] {
  const atMs = random.next() * (endMs - 10 * minute);
  const expected = random.isTrue(0.5);
  if (!expected) {
    return [{ atMs, kind: 'open', expected }, ...runWorkflow(sha, atMs, random)];
  }
  const openedAtMs = atMs + (4 + 60 * random.next()) * second;
  return [...push(atMs, random, true), { atMs: openedAtMs, kind: 'open', expected }];
}

/** Reviews by different people, threads, labels, and a merge of every other pull request. */
function review(fromMs: number, random: Random, endMs: number): TimedChange[] {
  const changes: TimedChange[] = [];
  const within = () => fromMs + random.next() * (endMs - fromMs);
  const count = 1 + random.below(reviewers - 1);
  for (let reviewer = 0; reviewer < count; reviewer += 1) {
    const verdict = random.isTrue(0.7) ? 'APPROVED' : 'CHANGES_REQUESTED';
    changes.push({ atMs: within(), kind: 'review', reviewer, verdict });
  }
  const openedAtMs = within();
  changes.push({ atMs: openedAtMs, kind: 'thread_opened' });
  changes.push({ atMs: openedAtMs + (2 + 10 * random.next()) * minute, kind: 'thread_resolved' });
  changes.push({ atMs: within(), kind: 'label', name: `area-${random.below(4)}` });
  if (random.isTrue(0.5)) changes.push({ atMs: within(), kind: 'merge', sha: random.sha() });
  return changes;
}

/** Nothing happens after a merge, and a push cancels the checks of the commit before it. */
function keepPossible(planned: TimedChange[], firstSha: string, endMs: number): TimedChange[] {
  let head = firstSha;
  let isMerged = false;
  return planned
    .toSorted((one, other) => one.atMs - other.atMs)
    .filter((change) => {
      if (isMerged || change.atMs >= endMs) return false;
      if (change.kind === 'push') head = change.sha;
      if (change.kind === 'merge') isMerged = true;
      return change.kind !== 'checks' || change.sha === head;
    });
}
