/** Names one tracked branch: the unit of sync. */
export interface TrackedBranchKey {
  chatId: string;
  /** Credentials stripped. */
  remoteOrigin: string;
  branch: string;
}

/** A row under a worker's lease. `revision` fences every write that follows (S1). */
export interface AcquiredRow extends TrackedBranchKey {
  ownerId: string;
  /** Empty while no forge was found for the origin. */
  forgeId: string;
  revision: number;
  url: string | null;
  pullRequestState: PullRequestState | null;
  /** Since the row was last externally changed. */
  sinceUpdatedMs: number;
  /** Since the last push signal; null when there never was one. */
  sinceReportedMs: number | null;
  reportedAt: Date | null;
}

export type PullRequestState = 'open' | 'closed' | 'merged';

/** A pull request as a forge tells it. What a forge cannot tell is null: unknown, never a guess. */
export interface PullRequest {
  url: string;
  number: number;
  state: PullRequestState;
  title: string;
  draft: boolean;
  /** When it was merged or closed; null while open. */
  settledAt: Date | null;
  changesRequested: boolean;
  approved: boolean;
  reviewerCount: number;
  additions: number | null;
  deletions: number | null;
  changedFiles: number | null;
  commits: number | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
  baseBranch: string;
  headBranch: string;
  headSha: string | null;
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
