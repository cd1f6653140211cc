import type { DiffStatus } from '../../src/contract/diff-status.ts';
import { reasonsWithoutResult } from '../support/reasons-without-result.ts';
import { type History, longestPushMs } from './history.ts';
import { listMixedCounts } from './mixed-counts.ts';
import { isReady, type Truth } from './truth.ts';

/** Asserts S13 to S16 of what a chat shows, against everything that was true since the last read. */
export function assertShown(history: History, shown: DiffStatus, databaseNow: number): void {
  const fail = (rule: string, details: unknown): never => {
    const { verdict, head_sha, checks, reported_sha, pull_request_state, pr_number } = shown;
    const { base_branch } = shown;
    const shownFields = {
      verdict,
      head_sha,
      base_branch,
      checks,
      reported_sha,
      pull_request_state,
      pr_number,
    };
    const text = JSON.stringify({ ...shownFields, details });
    throw new Error(`${rule}\n${history.describe()}\n${text}`);
  };
  assertOneCommit(history, shown, databaseNow, fail);
  assertReady(history, shown, databaseNow, fail);
  assertCounts(history, shown, fail);
  assertReadable(history, shown, fail);
  assertIdentity(history, shown, fail);
  assertState(history, shown, fail);
}

type Fail = (rule: string, details?: unknown) => never;

function assertOneCommit(
  { report, read, emptyReadTick }: History,
  shown: DiffStatus,
  databaseNow: number,
  fail: Fail,
): void {
  const { verdict, head_sha: head, checks } = shown;
  if (verdict.head_sha !== head) fail('S13: the verdict is about the head');
  if (checks.head_sha !== null && checks.head_sha !== head) fail('S13: checks are of the head');
  if (!report || shown.pull_request_state !== 'open' || reasonsWithoutResult.has(verdict.reason))
    return;
  const ageMs = databaseNow - report.at;
  if (report.sha === null) {
    if (Math.max(read.tick, emptyReadTick) < report.tick)
      fail('S13: a push after the last read is pending', { report, read });
    return;
  }
  if (report.sha === head) return;
  if (ageMs < longestPushMs && !report.isOld)
    fail('S13: a recent push that is not shown is pending', { ageMs });
  if (head === report.over) fail('S13: a push that was never shown is pending', { report });
}

function assertReady(history: History, shown: DiffStatus, databaseNow: number, fail: Fail): void {
  const { verdict, head_sha: head, base_branch: base } = shown;
  if (verdict.reason !== 'ready_to_merge' || head === null || base === null) return;
  const ageMs = history.headAgeMs(head, databaseNow);
  const truths = history.listTruths(shown);
  const waitsForNothing = history.knowsNoChecks(base);
  const hidesThreads = history.hides.threads();
  const wasReady = truths.some((truth) => {
    return isReady(truth, waitsForNothing ? Infinity : ageMs, hidesThreads);
  });
  const { againAt } = history.trigger;
  const isAwaited = againAt !== null && !(waitsForNothing && shown.checks.state === null);
  if (isAwaited && databaseNow - againAt < 60_000) {
    fail('S14: checks that a forge may start again are waited for', { againAt, databaseNow });
  }
  if (!wasReady) fail('S14: ready to merge was true since the last read', { ageMs, truths });
}

function toCounts({ passed, failed, pending, optionalFailed }: Truth) {
  return { passed, failed, pending, optionalFailed };
}

function assertCounts(history: History, shown: DiffStatus, fail: Fail): void {
  const { checks, verdict } = shown;
  const truths = history.listTruths(shown);
  // Where the rules could not be read, any check decides.
  const areRulesUnknown = checks.required === null && history.read.isPartial;
  const isFailed = truths.some((truth) => truth.isFailed || (areRulesUnknown && truth.failed > 0));
  if (verdict.reason === 'checks_failed' && !isFailed) {
    fail('S15: a check that decides failed', { truths });
  }
  // The checks of a settled pull request are not read any more.
  if (checks.passed === null || shown.pull_request_state !== 'open') return;
  const { passed, failed, pending, optional_failed: optionalFailed, required } = checks;
  const counted = { passed, failed, pending, optionalFailed };
  const isTrue = truths.some(
    (truth) =>
      isEqual(
        areRulesUnknown ? { ...toCounts(truth), optionalFailed: 0 } : toCounts(truth),
        counted,
      ) &&
      (required === null || isEqual(truth.required, required)),
  );
  if (isTrue) return;
  // Deliveries report one check each, and some are lost: each check was in its state at some moment.
  const expected = required === null ? counted : { ...counted, required };
  if (!listMixedCounts(truths).some((mixed) => isSubset(expected, mixed))) {
    fail('S15: each check counts once', { truths });
  }
}

function assertReadable(history: History, shown: DiffStatus, fail: Fail): void {
  const { checks, verdict, pull_request_state: state } = shown;
  const { head, base } = history.readOf;
  const isOfRead = shown.head_sha === head && shown.base_branch === base;
  if (!history.read.isUnreadable || state === null || !isOfRead) return;
  if (checks.readable) fail('S16: unreadable checks are unknown');
  if (checks.passed !== null || checks.state !== null)
    fail('S16: unreadable checks have no counts');
  if (verdict.reason === 'ready_to_merge') fail('S16: unreadable checks have not passed');
}

function assertIdentity(history: History, shown: DiffStatus, fail: Fail): void {
  const { pr_number: number, pull_request_state: state, head_sha: head } = shown;
  if (number === null) return;
  if (!history.model.pullRequests.some((known) => known.number === number)) {
    fail('the pull request of another branch or repository is never shown');
  }
  if (head !== null && history.foreignShas.has(head)) {
    fail('the pull request of another branch or repository is never shown');
  }
  if (history.mergedNumbers.has(number) && state !== 'merged') fail('merged is final');
  if (state === 'merged') history.mergedNumbers.add(number);
}

const refusals = new Set(['no_access', 'not_found', 'token_refused']);

/** S9: nothing is refused, settled or gone that is not. */
function assertState(history: History, shown: DiffStatus, fail: Fail): void {
  const { pr_number: number, pull_request_state: state, verdict } = shown;
  const { factsTick, emptyReadTick, mayBeLost } = history;
  if (mayBeLost) return;
  const moments = history.listMoments(Math.max(factsTick, emptyReadTick));
  if (refusals.has(verdict.reason) && !moments.some(({ isHidden }) => isHidden)) {
    fail('S9: the forge refused it since the last read', { factsTick, emptyReadTick });
  }
  if (number === null) {
    if (history.shownNumber !== null) fail('S9: a known pull request is not forgotten');
    return;
  }
  history.shownNumber = number;
  const wasInState = history.listMoments(factsTick).some(({ truths }) => {
    return truths.some((truth) => truth.number === number && truth.state === state);
  });
  if (!wasInState) fail('S9: the state was true since the last read', { factsTick });
}

function isSubset(expected: object, actual: object): boolean {
  return Object.entries(expected).every(([name, value]) => {
    return JSON.stringify(value) === JSON.stringify(Reflect.get(actual, name));
  });
}

function isEqual(one: object, other: object): boolean {
  return Object.entries(one).every(([name, value]) => value === Reflect.get(other, name));
}

/** Once the faults have ended and time has passed, the row is what is true. */
export function assertSettled(history: History, shown: DiffStatus): void {
  const { report } = history;
  const truth = findWanted(history, shown);
  const assertIs = (actual: Settled, expected: Settled) => {
    if (isEqual(actual, expected)) return;
    const details = `at the end: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`;
    throw new Error(`${details}\n${history.describe()}\n${JSON.stringify({ truth, shown })}`);
  };
  const { pr_number, pull_request_state: state, failure } = shown;
  const found = { pr_number, state, failure: failure?.message ?? null };
  const wasNeverShown = history.read.tick === -1 && pr_number === null;
  // A name that another repository has taken over does not lead to the renamed one any more.
  if (history.mayBeLost && pr_number === null) return;
  // Nothing leads from a deleted fork to a pull request that was not seen before.
  if (history.model.repository.isDeleted && pr_number === null) return;
  // A pull request that was settled before it was first seen is not looked for.
  if (!truth || (wasNeverShown && truth.state !== 'open')) {
    assertIs(found, { pr_number: null, state: null, failure: null });
    return;
  }
  assertIs(found, { pr_number: truth.number, state: truth.state, failure: null });
  if (truth.state !== 'open') return;
  const { headSha, baseBranch, draft, inQueue } = truth;
  const { head_sha, base_branch, pull_request_draft, in_merge_queue, verdict } = shown;
  assertIs(
    {
      headSha: head_sha,
      baseBranch: base_branch,
      draft: pull_request_draft,
      inQueue: in_merge_queue,
    },
    // Where no queue is reported, it is unknown.
    { headSha, baseBranch, draft, inQueue: history.hides.queue() ? in_merge_queue : inQueue },
  );
  const isPending =
    report && report.sha !== null && report.sha !== headSha && report.over === headSha;
  const expected = isPending ? ['push_pending'] : listReasons(truth, history);
  if (!expected.includes(verdict.reason)) {
    assertIs({ reason: verdict.reason }, { reason: expected.join(' or ') });
  }
}

/**
 * The pull request to show at the end: an open one of the branch, whichever was found first, and otherwise the
 * last one. Of several that were open at once and are settled, the one that was shown stays.
 */
function findWanted({ moments, hadSiblings }: History, shown: DiffStatus): Truth | undefined {
  const { truths = [] } = moments.at(-1) ?? {};
  const open = truths.filter(({ state }) => state === 'open');
  const isShown = ({ number }: Truth) => number === shown.pr_number;
  const settled = hadSiblings ? truths.find(isShown) : undefined;
  return open.length > 0 ? (open.find(isShown) ?? open.at(-1)) : (settled ?? truths.at(-1));
}

type Settled = Readonly<Record<string, string | number | boolean | null>>;

/** What a person who sees the forge would say that the pull request needs. */
function listReasons(truth: Truth, { checksUnreadable: isUnreadable, hides }: History): string[] {
  // Without a decision of the forge one approval counts, and a rule that demands more prevents merging.
  const hasApproval = hides.decision() ? truth.hasApproval : truth.approved;
  if (!isUnreadable && truth.isFailed) return ['checks_failed'];
  if (truth.conflicting) return ['conflicts'];
  if (truth.changesRequested) return ['changes_requested'];
  if (truth.draft) return ['draft'];
  if (truth.inQueue) return ['in_merge_queue'];
  const isHidden = hides.threads();
  if (hasApproval && truth.openThreads > 0 && !isHidden) return ['threads_open'];
  if (isUnreadable) {
    return hasApproval ? ['approved', 'auto_merge'] : ['needs_review', 'in_review'];
  }
  // A usual check may still be expected.
  if (truth.isPending) return ['checks_running', 'checks_starting', 'approved'];
  if (!hasApproval) return ['needs_review', 'in_review', 'checks_starting', 'checks_running'];
  if (!truth.approved) return ['approved', 'auto_merge', 'checks_starting', 'checks_running'];
  if (truth.autoMerge) return ['auto_merge', 'checks_starting', 'checks_running'];
  const ready = hides.mergeState() ? ['ready_to_merge', 'approved'] : ['ready_to_merge'];
  return [...ready, 'checks_starting', 'checks_running'];
}
