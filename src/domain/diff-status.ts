import type { ReportedChecks } from './checks.ts';

export type PullRequestState = 'open' | 'closed' | 'merged';

/**
 * Whether the forge would merge it now. `behind`: only after it is brought up to date with its base.
 * `blocked`: a rule, a missing review or the draft state prevents it. `unknown` never counts as
 * mergeable.
 */
export type Mergeability = 'mergeable' | 'conflicting' | 'behind' | 'blocked' | 'unknown';

/** The decision that the forge itself reports; `none`: it requires no review. */
export type ReviewDecision = 'approved' | 'changes_requested' | 'review_required' | 'none';

export interface Label {
  name: string;
  /** `#rrggbb` in lower case; null when the forge reports none. */
  color: string | null;
}

/**
 * A pull request as a forge reports it. Null is what the forge did not report: unknown, never a
 * guess, and never a reason to forget a known value (S9).
 */
export interface PullRequest {
  url: string;
  number: number;
  state: PullRequestState;
  title: string;
  draft: boolean;
  /** When anything about it last changed, by the forge's clock. */
  changedAt: Date | null;
  /** When it was merged or closed; null while open. */
  settledAt: Date | null;
  changesRequested: boolean;
  approved: boolean;
  reviewerCount: number;
  additions: number | null;
  deletions: number | null;
  changedFiles: number | null;
  /** The forge stopped counting: additions, deletions and changed files are lower bounds. */
  countsAtLeast: boolean;
  commits: number | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
  baseBranch: string;
  /** Owner and name as the forge spells them; null for a deleted fork. */
  headRepository: string | null;
  headBranch: string;
  headSha: string | null;
  /** Null when the forge, or one of its APIs, does not report them. */
  checks: ReportedChecks | null;
  /** `computing`: unknown now, but the forge will have computed it in a few seconds. */
  mergeability: Mergeability | 'computing';
  /** The forge merges it as soon as nothing prevents it. */
  autoMerge: boolean | null;
  /** Waiting in the merge queue or merge train. */
  inMergeQueue: boolean | null;
  /** The first position is 1. */
  mergeQueuePosition: number | null;
  reviewDecision: ReviewDecision | null;
  unresolvedThreads: number | null;
  /** There are more threads than were counted: the number of unresolved ones is a lower bound. */
  unresolvedThreadsAtLeast: boolean;
  /**
   * The forge reports threads, merge queue and review decision, and this read should have but could not read
   * one of them: what was known may have changed since. Null: there was no need to read them this time.
   */
  conversationUnread: boolean | null;
  /** Accounts and teams whose review was requested and is outstanding. */
  requestedReviewers: readonly string[] | null;
  labels: readonly Label[] | null;
}

/** The values of what a forge, or one of its APIs, does not report. */
export const unknownFields = {
  headRepository: null,
  changedAt: null,
  countsAtLeast: false,
  checks: null,
  mergeability: 'unknown',
  autoMerge: null,
  inMergeQueue: null,
  mergeQueuePosition: null,
  reviewDecision: null,
  unresolvedThreads: null,
  unresolvedThreadsAtLeast: false,
  conversationUnread: false,
  requestedReviewers: null,
  labels: null,
} as const satisfies Partial<PullRequest>;

export type FailureKind =
  | 'no_forge'
  | 'no_token'
  | 'rate_limited'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'unavailable'
  | 'timed_out'
  | 'malformed'
  | 'internal';

/** Why a refresh failed. The message says what to do about it; it never contains a secret. */
export interface Failure {
  kind: FailureKind;
  message: string;
}
