import type { PullRequest } from '../../demo/forge/world/records.ts';
import type { DiffStatus } from '../../src/contract/diff-status.ts';
import { readTruth } from '../../test/histories/truth.ts';
import type { Change } from './trace/changes.ts';

/** The parts of a row that are compared with the forge. */
export const facets = [
  'pullRequest',
  'head',
  'checks',
  'reviews',
  'threads',
  'labels',
  'state',
] as const;
export type Facet = (typeof facets)[number];

/** What a board shows of a branch, each part as a text that is equal when it is the same. */
export type Shown = Partial<Record<Facet, string>>;

/** The kinds of changes whose staleness is measured. */
export const measuredKinds = [
  'opened after a signalled push',
  'opened without a signal',
  'push with a signal',
  'push without a signal',
  'checks',
  'review',
  'thread',
  'label',
  'merge',
] as const;
export type MeasuredKind = (typeof measuredKinds)[number];

export const facetOfKind: Record<MeasuredKind, Facet> = {
  'opened after a signalled push': 'pullRequest',
  'opened without a signal': 'pullRequest',
  'push with a signal': 'head',
  'push without a signal': 'head',
  checks: 'checks',
  review: 'reviews',
  thread: 'threads',
  label: 'labels',
  merge: 'state',
};

/** Undefined for changes that a board does not show. */
export function classify(change: Change, isSignalled: boolean): MeasuredKind | undefined {
  switch (change.kind) {
    case 'signal':
      return undefined;
    case 'push':
      return isSignalled ? 'push with a signal' : 'push without a signal';
    case 'open':
      return change.expected ? 'opened after a signalled push' : 'opened without a signal';
    case 'thread_opened':
    case 'thread_resolved':
      return 'thread';
    case 'checks':
    case 'review':
    case 'label':
    case 'merge':
      return change.kind;
  }
}

interface Facts {
  number: number;
  headSha: string | null;
  checks: { passed: number; failed: number; pending: number };
  approved: boolean;
  changesRequested: boolean;
  threads: number;
  labels: readonly string[];
  state: 'open' | 'closed' | 'merged';
}

export function toShown(facts: Facts): Required<Shown> {
  const { passed, failed, pending } = facts.checks;
  return {
    pullRequest: String(facts.number),
    head: facts.headSha ?? '',
    checks: `${facts.headSha} ${passed} passed, ${failed} failed, ${pending} pending`,
    reviews: toReviews(facts.approved, facts.changesRequested),
    threads: String(facts.threads),
    labels: facts.labels.toSorted().join(', '),
    state: facts.state,
  };
}

export function toReviews(approved: boolean, changesRequested: boolean): string {
  if (changesRequested) return 'changes requested';
  return approved ? 'approved' : 'none';
}

/** What is true at the forge, read from its model. */
export function readTrueFacets(pullRequest: PullRequest | undefined): Shown {
  if (!pullRequest) return {};
  const truth = readTruth(pullRequest);
  const labels = pullRequest.labels.map(({ name }) => name);
  return toShown({ ...truth, checks: truth, threads: truth.openThreads, labels });
}

/** What Afterpush shows, as its API returns it. */
export function readStatusFacets(status: DiffStatus): Shown {
  const { pr_number: number, pull_request_state: state, checks } = status;
  if (number === null || state === null) return {};
  return toShown({
    number,
    state,
    headSha: status.head_sha,
    checks: {
      passed: checks.passed ?? 0,
      failed: checks.failed ?? 0,
      pending: checks.pending ?? 0,
    },
    approved: status.approved === true,
    changesRequested: status.changes_requested === true,
    threads: status.unresolved_threads ?? 0,
    labels: (status.labels ?? []).map(({ name }) => name),
  });
}
