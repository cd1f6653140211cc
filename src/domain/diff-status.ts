export type PullRequestState = 'open' | 'closed' | 'merged';

/** What continuous integration says of the head commit. All zero: it was asked, and runs nothing. */
export interface Checks {
  /** Null when there is no check. `failed` as soon as one failed, also while others run. */
  state: 'passed' | 'failed' | 'pending' | null;
  passed: number;
  failed: number;
  pending: number;
}

/**
 * Whether the forge would merge it now. `behind`: once it is brought up to date with its base.
 * `blocked`: a rule, a missing review or the draft state is in the way. `unknown` is never clean.
 */
export type Mergeability = 'mergeable' | 'conflicting' | 'behind' | 'blocked' | 'unknown';

/** The forge's own verdict; `none`: it asks for no review. */
export type ReviewDecision = 'approved' | 'changes_requested' | 'review_required' | 'none';

export interface Label {
  name: string;
  /** `#rrggbb` in lower case; null when the forge gives none. */
  color: string | null;
}

/**
 * A pull request as a forge tells it. Null is what the forge cannot tell, or did not this time:
 * unknown, never a guess, and never a reason to forget what is known (S9).
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
  /** The forge stopped counting: additions, deletions and files are at least what they say. */
  countsAtLeast: boolean;
  commits: number | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
  baseBranch: string;
  headBranch: string;
  headSha: string | null;
  checks: Checks | null;
  /** `computing`: unknown now, and told when asked again in a few seconds. */
  mergeability: Mergeability | 'computing';
  /** It is merged as soon as it can be. */
  autoMerge: boolean | null;
  /** Waiting in the merge queue or merge train. */
  inMergeQueue: boolean | null;
  /** From 1. */
  mergeQueuePosition: number | null;
  reviewDecision: ReviewDecision | null;
  unresolvedThreads: number | null;
  /** Accounts and teams whose review was asked for and has not come. */
  requestedReviewers: readonly string[] | null;
  labels: readonly Label[] | null;
}

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

/** Why a refresh brought nothing new. The message tells a person what to do; it holds no secret. */
export interface Failure {
  kind: FailureKind;
  message: string;
}
