import type { Label, PullRequestState } from './diff-status.ts';
import type { ReportedRuns } from './head-checks.ts';
import type { IdentifiedRepository } from './repository-reference.ts';
import type { MarkedBranch, TrackedBranchKey } from './tracked-branch.ts';

/** What a delivery reports about a pull request, as of `changedAt`. */
export interface PullRequestFacts {
  url: string;
  number: number;
  state: PullRequestState;
  title: string;
  draft: boolean;
  changedAt: Date | null;
  baseBranch: string;
  headSha: string | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
  /** These three are null or absent where the delivery does not report them. */
  labels?: readonly Label[] | null;
  requestedReviewers?: readonly string[] | null;
  autoMerge?: boolean | null;
}

/** What a delivery is about. Every hint makes the tracked branches that it names due. */
export type WebhookHint =
  /** A branch moved. */
  | {
      kind: 'branch';
      repository: IdentifiedRepository;
      branch: string;
      /** Where it is now; absent when it was deleted, or the forge does not report it. */
      sha?: string;
    }
  | {
      kind: 'pull_request';
      url: string;
      /** Null when the fork was deleted, or the forge does not name it. */
      head: NamedBranch | null;
      /** Null when the delivery does not contain enough to show the pull request. */
      facts: PullRequestFacts | null;
      /** The facts are all that has changed: a row that shows them need not be read. */
      isComplete?: boolean;
      /** A row that shows the facts lacks details only, such as the size of the diff. */
      lacksDetailsOnly?: boolean;
    }
  /** Something about a commit changed: a check, a status. */
  | { kind: 'commit'; repository: IdentifiedRepository; sha: string }
  /** What happened to the checks of a commit. */
  | {
      kind: 'check';
      repository: IdentifiedRepository;
      sha: string;
      reported: DeliveredRuns;
      /** Where the forge says that the commit is the head; rows that show another one are due. */
      heads: readonly { url: string | null; head: NamedBranch | null }[];
    };

export type DeliveredRuns = Exclude<ReportedRuns, { kind: 'list' }>;

/** A branch as a forge names it. */
export interface NamedBranch {
  repository: IdentifiedRepository;
  branch: string;
}

/** A branch as rows are found by it. */
export interface RepositoryBranch {
  /** Owner and name in lower case. */
  repository: string;
  /** Null where the forge does not report it. */
  repositoryId?: string | null;
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

/** The rows that a delivery is about. */
export interface MarkedDue {
  /** How many there are, with those that show already what it says. */
  rowCount: number;
  /** Those that are due because of it. */
  due: MarkedBranch[];
}

/** What a delivery has changed. */
export interface AppliedHint extends MarkedDue {
  /** The rows that show it. */
  shown: TrackedBranchKey[];
}

export interface MarkBranchDue {
  forgeId: string;
  /** Null when only the pull request is known, for example because its fork was deleted. */
  head: RepositoryBranch | null;
  /** Null when the delivery is not about a pull request. */
  url: string | null;
  /** The rows may wait a moment, to share a request with others: checks and comments come in bursts. */
  isRoutine: boolean;
  /** The rows that show already what the delivery says. */
  shown?: ShownRows;
}

/** By any of these. */
export interface ShownRows {
  /** They show this commit. */
  headSha?: string | undefined;
  /** They show a later change than this. */
  changedAt?: Date | undefined;
  /** The delivery has just been written to them. */
  rows?: readonly TrackedBranchKey[];
  /** They are left alone, or they lack details, which are read with those of other rows. */
  are: 'left_alone' | 'due_with_others';
}

export interface MarkCommitDue {
  forgeId: string;
  repository: string;
  repositoryId?: string | null;
  sha: string;
  /** The part that the URLs of all the repository's pull requests share. */
  pullRequestPrefix: string;
}

export interface ApplyHeadChecks extends MarkCommitDue {
  reported: ReportedRuns;
  /** Whose token read it: only rows of this owner. Undefined for deliveries. */
  ownerId?: string;
}

export interface RecordPullRequestFacts {
  forgeId: string;
  /** Null when the delivery does not name the fork. */
  head: NamedBranch | null;
  facts: PullRequestFacts;
}

/** A repository whose feed sent a delivery. */
export interface DeliveredRepository {
  /** Owner and name in lower case. */
  name: string;
  /** Null where the forge does not report it. */
  id: string | null;
}

export interface RecordFeedDeliveries {
  forgeId: string;
  repositories: readonly DeliveredRepository[];
  /** Whether it is about checks. */
  isAboutChecks: boolean;
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
  /** What the repository is called now. */
  repository: string;
  /** The name by which the feed is stored. */
  storedName: string;
  hookId: string;
  installedBy: string;
  /** Deliveries sent after this may be missing. */
  /** How far back deliveries are requested: the forge measures it on its own clock. */
  sinceMs: number;
  claimedAt: Date;
}

/** Nothing sent before the claim is missing any more. */
export type ReconciledFeed = Pick<ClaimedFeed, 'forgeId' | 'storedName' | 'claimedAt'>;
