import type { CheckRun } from './checks.ts';

/**
 * One conditional request of one owner that is repeated: for a repository's list of pull requests, or for the
 * checks of one head commit.
 */
export interface LaneKey {
  forgeId: string;
  /** The part that the URLs of all the repository's pull requests share. */
  urlPrefix: string;
  ownerId: string;
  /** The commit whose checks are surveyed; empty for the list of pull requests. */
  headSha: string;
}

/** A lane under the lease of the process that surveys it. */
export interface AcquiredLane extends LaneKey {
  leasedUntil: Date;
  /** When it was due, in milliseconds by the clock of the database. */
  dueAtMs: number;
  /** Since the last push to one of its branches that has no open pull request; null without one. */
  sinceReportedMs: number | null;
  /** Whether webhooks of the repository are live; false for a head. */
  isFed: boolean;
  /** The checks for which the rows of the head were last made due, as a hash, and since when. */
  reportedChecks: string | null;
  sinceMarkedMs: number | null;
}

/** When a lane is due next. */
export interface LaneSchedule {
  delayMs: number;
  /** In lower case; undefined when it is unknown. */
  repository?: string;
  /** The latest change that the list of a repository shows. */
  changedAt?: Date | null;
  /** The checks agree with the rows of the head. */
  isConfirmed?: boolean;
  /** It is due at the next multiple of this after the delay, together with others. */
  alignMs?: number;
  /** What the lane takes of its token at this pace. */
  demand?: { requestsPerMinute: number; tokenFingerprint: string };
}

/** What the lanes of one token take together, at the pace that each of them should have. */
export interface LaneLoad {
  tokenFingerprint: string;
  requestsPerMinute: number;
  /** The part of it that the lanes of heads take. */
  ofHeads: number;
}

/** A repository with pushed branches that have no open pull request. */
export interface AwaitingRepository {
  forgeId: string;
  ownerId: string;
  /** In lower case. */
  repository: string;
  repositoryId: string | null;
  remoteOrigin: string;
  /** Of the repository that its earlier pull requests went to, for a fork; null when there are none. */
  urlPrefix: string | null;
  /** The last push to one of these branches. */
  reportedAt: Date;
}

/** The same, where the list of its pull requests is found. */
export interface AwaitedList
  extends Pick<AwaitingRepository, 'forgeId' | 'ownerId' | 'reportedAt'> {
  urlPrefix: string;
}

/**
 * Whose lanes are planned: all of some owners, and those that are not needed are deleted, or those of some chats,
 * which have changed.
 */
export type LaneScope =
  | { kind: 'owners'; ids: readonly string[] }
  | { kind: 'chats'; ids: readonly string[] };

export interface PlanLanes {
  /** The forges that list the pull requests of a repository. */
  forgeIds: readonly string[];
  /** The forges whose checks can be surveyed. */
  checkForgeIds: readonly string[];
  awaited: readonly AwaitedList[];
  scope: LaneScope;
}

/** A pull request as the list of its repository shows it. */
export interface ListedPullRequest {
  url: string;
  number: number;
  isOpen: boolean;
  changedAt: Date | null;
  headSha: string | null;
  /** Empty when the fork was deleted. */
  headRepository: string;
  /** Null where the forge does not report it. */
  headRepositoryId?: string | null;
  headBranch: string;
}

/** How long an unchanged pull request need not be read. */
export interface ConfirmIntervals {
  confirmMs: number;
  /** How often to poll, compared to the longest times without a read. */
  pollPace: number;
}

/** The checks of a head as its lane found them. */
export interface SurveyedChecks {
  passed: number;
  failed: number;
  pending: number;
  /** Equal for equal checks. */
  hash: string;
  runs: readonly CheckRun[];
}

/** The rows of a head, as far as its pace depends on them. */
export interface SurveyedHead {
  /** How many rows show other checks. */
  differing: number;
  /** Whether it is known for each of them which checks are required, by their names. */
  areRulesKnown: boolean;
  /** Since the head appeared in a row; null when that is unknown. */
  sinceHeadMs: number | null;
  /** Since anything about the rows changed that people see; null without rows. */
  sinceChangedMs: number | null;
  /** Since a person requested a chat with the head; null when that never happened. */
  sinceOpenedMs: number | null;
}
