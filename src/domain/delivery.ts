import type { PullRequestFacts } from './webhook-hint.ts';

/** A branch as deliveries name it. */
export interface RepositoryBranch {
  /** Owner and name in lower case. */
  repository: string;
  branch: string;
}

/** A delivery under the lease of the process that applies it. */
export interface AcquiredDelivery {
  id: number;
  forgeId: string;
  deliveryId: string;
  headers: Record<string, string>;
  body: Buffer;
  /** How often it was acquired, this time included. */
  attempts: number;
  receivedAt: Date;
}

export interface AcquireDeliveries {
  limit: number;
  leaseMs: number;
}

/** A delivery about branches that no chat tracks. */
export interface KeepUnmatched {
  id: number;
  forgeId: string;
  branches: readonly RepositoryBranch[];
}

export interface MarkBranchDue {
  forgeId: string;
  /** Null when only the pull request is known, for example because its fork was deleted. */
  head: RepositoryBranch | null;
  /** Null when the delivery is not about a pull request. */
  url: string | null;
  /** The rows may wait a moment, to share a request with others: checks and comments come in bursts. */
  isRoutine: boolean;
}

export interface MarkCommitDue {
  forgeId: string;
  repository: string;
  sha: string;
  /** The part that the URLs of all the repository's pull requests share. */
  pullRequestPrefix: string;
}

export interface RecordPullRequestFacts {
  forgeId: string;
  /** Null when the delivery does not name the fork. */
  head: RepositoryBranch | null;
  facts: PullRequestFacts;
}

export interface RecordFeedDeliveries {
  forgeId: string;
  repositories: readonly string[];
  /** When the delivery arrived: replaying an old delivery must not make its feed look alive. */
  receivedAt: Date;
}

export interface ClaimFeeds {
  forgeIds: readonly string[];
  /** A feed that a replica claimed more recently is skipped. */
  minimumAgeMs: number;
  marginMs: number;
  longestMs: number;
}

/** A hook that Afterpush installed at a forge, and the user whose token maintains it. */
export interface ClaimedFeed {
  forgeId: string;
  repository: string;
  hookId: string;
  installedBy: string;
  /** Deliveries sent after this may be missing. */
  since: Date;
  claimedAt: Date;
}

/** Nothing sent before the claim is missing any more. */
export type ReconciledFeed = Pick<ClaimedFeed, 'forgeId' | 'repository' | 'claimedAt'>;
