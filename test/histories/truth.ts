import { listChecks, listStatuses } from '../../demo/forge/world/checks.ts';
import { findProtection, listRequiredChecks } from '../../demo/forge/world/protection.ts';
import type { CheckRun, PullRequest, Repository } from '../../demo/forge/world/records.ts';

export type CheckState = 'passed' | 'failed' | 'pending' | 'skipped';

/** What is true about a pull request, read from the model and by no code of the product. */
export interface Truth {
  number: number;
  state: 'open' | 'closed' | 'merged';
  draft: boolean;
  headSha: string;
  baseBranch: string;
  passed: number;
  failed: number;
  pending: number;
  optionalFailed: number;
  required: { passed: number; failed: number; pending: number; missing: number };
  /** Whether anything was reported, skipped checks included. */
  hasChecks: boolean;
  /** Over the required checks, or all where none is required. */
  isFailed: boolean;
  isPending: boolean;
  /** The same checks one by one. */
  checks: readonly { key: string; name: string; state: CheckState }[];
  requiredNames: readonly string[];
  conflicting: boolean;
  approved: boolean;
  /** Approved by somebody, perhaps by fewer than the rules demand. */
  hasApproval: boolean;
  changesRequested: boolean;
  openThreads: number;
  inQueue: boolean;
  autoMerge: boolean;
}

export function readTruth(pullRequest: PullRequest): Truth {
  const { number, draft, headSha, baseBranch, mergedAt, state } = pullRequest;
  const isOpen = state === 'open';
  return {
    number,
    state: mergedAt === null ? state : 'merged',
    draft,
    headSha,
    baseBranch,
    ...countTrueChecks(pullRequest),
    conflicting: pullRequest.mergeable === false,
    ...readReviews(pullRequest),
    openThreads: pullRequest.threads.filter(({ resolvedBy }) => resolvedBy === undefined).length,
    inQueue: isOpen && pullRequest.queueEntry !== undefined,
    autoMerge: isOpen && pullRequest.autoMergeBy !== undefined,
  };
}

function countTrueChecks({ repository, headSha, baseBranch }: PullRequest) {
  const states = listStates(repository, headSha);
  const count = (state: CheckState) => states.filter((each) => each.state === state).length;
  const names = new Set(listRequiredChecks(repository, baseBranch));
  const ofRequired = [...names].map((name) => {
    const found = states.filter((each) => each.name === name).map((each) => each.state);
    if (found.length === 0) return 'missing';
    if (found.includes('failed')) return 'failed';
    return found.includes('pending') ? 'pending' : 'passed';
  });
  const countRequired = (state: string) => ofRequired.filter((each) => each === state).length;
  const required = {
    passed: countRequired('passed'),
    failed: countRequired('failed'),
    pending: countRequired('pending'),
    missing: countRequired('missing'),
  };
  const demands = names.size > 0;
  return {
    passed: count('passed'),
    failed: count('failed'),
    pending: count('pending'),
    optionalFailed: demands
      ? states.filter(({ name, state }) => state === 'failed' && !names.has(name)).length
      : 0,
    required,
    hasChecks: states.length > 0,
    isFailed: demands ? required.failed > 0 : count('failed') > 0,
    checks: states,
    requiredNames: [...names],
    isPending: demands ? required.pending + required.missing > 0 : count('pending') > 0,
  };
}

/** Each (workflow, name) once, by its newest run; statuses have one state per context already. */
function listStates(
  repository: Repository,
  sha: string,
): { key: string; name: string; state: CheckState }[] {
  const runs = listChecks(repository, sha);
  const newest = runs.filter((run) => !runs.some((other) => replaces(other, run)));
  return [
    ...newest
      .filter(({ conclusion }) => conclusion !== 'stale')
      .map((run) => ({
        key: `${run.workflow}/${run.name}`,
        name: run.name,
        state: toState(run),
      })),
    ...listStatuses(repository, sha).map(({ context, state }) => ({
      key: `status/${context}`,
      name: context,
      state: toStatusState(state),
    })),
  ];
}

/** A later run of the same check, or a later run of the workflow that cancelled this one. */
function replaces(other: CheckRun, run: CheckRun): boolean {
  if (other.workflow !== run.workflow) return false;
  if (other.name === run.name) return other.id > run.id;
  return run.workflow !== null && run.conclusion === 'cancelled' && other.suite > run.suite;
}

function toState({ status, conclusion }: CheckRun): CheckState {
  if (status !== 'completed') return 'pending';
  if (conclusion === 'skipped') return 'skipped';
  return conclusion === 'success' || conclusion === 'neutral' ? 'passed' : 'failed';
}

function toStatusState(state: string): CheckState {
  if (state === 'pending') return 'pending';
  return state === 'success' ? 'passed' : 'failed';
}

function readReviews({ reviews, repository, baseBranch }: PullRequest) {
  const latest = new Map<string, string>();
  for (const { author, state } of reviews)
    if (state !== 'COMMENTED') latest.set(author.login, state);
  const states = [...latest.values()];
  const approvals = states.filter((state) => state === 'APPROVED').length;
  const changesRequested = states.includes('CHANGES_REQUESTED');
  const wanted = Math.max(1, findProtection(repository, baseBranch)?.approvals ?? 0);
  return {
    changesRequested,
    hasApproval: approvals > 0 && !changesRequested,
    approved: approvals >= wanted && !changesRequested,
  };
}

/** S14: nothing is missing for merging this commit. `headAgeMs` counts where nothing reports checks. */
export function isReady(truth: Truth, headAgeMs: number, hidesThreads = false): boolean {
  const { required } = truth;
  return (
    truth.state === 'open' &&
    !truth.draft &&
    !truth.conflicting &&
    truth.approved &&
    (truth.openThreads === 0 || hidesThreads) &&
    !truth.inQueue &&
    !truth.isFailed &&
    required.failed + required.pending + required.missing === 0 &&
    !truth.isPending &&
    (truth.hasChecks || headAgeMs > 60_000)
  );
}
