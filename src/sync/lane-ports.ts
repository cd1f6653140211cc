import type { ApplyHeadChecks, WebhookHint } from '../domain/delivery.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type {
  AcquiredLane,
  AwaitingRepository,
  ConfirmIntervals,
  LaneKey,
  LaneLoad,
  LaneSchedule,
  LaneScope,
  ListedPullRequest,
  PlanLanes,
  SurveyedChecks,
  SurveyedHead,
} from '../domain/repository-lane.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { CalledForge } from './call-forge.ts';

export type RecentPullRequest = Extract<WebhookHint, { kind: 'pull_request' }>;

export type NoAnswer = Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;
type LaneAccess = { token: string; tokenFingerprint: string; signal: AbortSignal };

/** A list of recently changed pull requests. */
export interface Recent {
  kind: 'recent';
  pullRequests: RecentPullRequest[];
  /** Whether repeating the request costs no quota while nothing changes. */
  validated: boolean;
  /** The time at the forge, for the age of their changes. */
  forgeNow: number;
}

/** The checks of a head commit. */
export interface Surveyed extends SurveyedChecks {
  kind: 'surveyed';
  validated: boolean;
  /** How many requests a survey of this head takes. */
  requests: number;
}

/** The checks of several commits, in their order; undefined where they could not be read this way. */
export interface SurveyedMany {
  kind: 'surveyed_many';
  heads: (Surveyed | undefined)[];
}

/** A forge, with the conditional requests that it has. */
export interface SurveyedForge extends CalledForge {
  parseRemoteOrigin(origin: string): RepositoryReference | undefined;
  parsePullRequestUrl(url: string): { repository: RepositoryReference } | undefined;
  toPullRequestUrl(reference: { repository: RepositoryReference; number: number }): string;
  listRecentPullRequests?(
    repository: RepositoryReference,
    access: LaneAccess,
  ): Promise<Recent | NoAnswer>;
  surveyChecks?(
    head: { repository: RepositoryReference; sha: string },
    access: LaneAccess,
  ): Promise<Surveyed | NoAnswer>;
  /** Reads the checks of many commits by one query, which is charged. */
  surveyManyChecks?: {
    bucket: string;
    survey(
      commits: readonly { repository: RepositoryReference; sha: string }[],
      access: LaneAccess,
    ): Promise<SurveyedMany | NoAnswer>;
  };
}

/** The lanes, as a queue beside the one of rows. */
export interface LaneStore {
  /** The next owners after another one, in the order of their ids. */
  listOwners(after: string, limit: number): Promise<string[]>;
  listAwaiting(forgeIds: readonly string[], scope: LaneScope): Promise<AwaitingRepository[]>;
  planLanes(plan: PlanLanes): Promise<void>;
  /** Except those of busy forges. */
  acquireLanes(limit: number, busyForgeIds: readonly string[]): Promise<AcquiredLane[]>;
  /** Milliseconds until a lane is due; undefined when there is none. */
  findNextLane(busyForgeIds: readonly string[]): Promise<number | undefined>;
  listLaneLoads(): Promise<LaneLoad[]>;
  scheduleLane(lane: AcquiredLane, next: LaneSchedule): Promise<void>;
  /** The list had a change that webhooks did not report. */
  noteMissed(lane: LaneKey): Promise<void>;
  /** Returns how many rows the list had news for. */
  markMovedDue(lane: LaneKey, pullRequests: readonly ListedPullRequest[]): Promise<number>;
  confirmUnmoved(
    lane: LaneKey,
    pullRequests: readonly ListedPullRequest[],
    intervals: ConfirmIntervals,
  ): Promise<void>;
  compareHead(lane: LaneKey, checks: SurveyedChecks): Promise<SurveyedHead>;
  /** Makes the rows of a head due that show other checks, or all of them. */
  markHeadDue(lane: LaneKey, checks: SurveyedChecks, rows: { all: boolean }): Promise<number>;
  /** Shows the checks in the rows of the head. */
  applyHeadChecks(apply: ApplyHeadChecks): Promise<unknown>;
}
